"""The pages of the agreements, as somebody at work reads them; and the interview of Ansvarskollen."""

import html
import json
import re
import threading
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from samsyn.evaluation.receipt import read_receipt, replay
from samsyn.facts.case import facts_of_moment
from samsyn.facts.values import Choice
from samsyn_web.agreements import interview, interview_page, proofs
from samsyn_web.agreements.question_form import OTHERS, QuestionForm, grouped
from samsyn_web.agreements.typed_text import prose, shown_tables
from samsyn_web.journal.texts import texts
from web.cast import town

HOME_CARE = "halland/hemsjukvard"
IN_FORCE = "halland/hemsjukvard@2021-04-01"
DOCTORS = "halland/lakaransvar"

DIALYSIS = {
    "insats": "peritonealdialys",
    "bor_i": "ordinärt boende",
    "vardas_just_nu_i": "hemmet",
    "folkbokford": "i kommunen",
    "inskriven": "ja",
    "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl",
    "bedomd_som_egenvard": "inte prövad",
    "yrkesroll": "sjuksköterska",
    "lakare_ansvarig_over_tid": "annan specialist",
}
"""Peritoneal dialysis at home, for somebody enrolled whose doctor over time is a hospital specialist."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(client):
    """Nora, signed in and at work."""
    worker = town().workers["Nora"]
    client.force_login(worker.account)
    session = client.session
    session["holding"], session["strong"] = worker.holding.pk, True
    session.save()
    return client


def address(page, agreement=HOME_CARE, **query):
    return f"{reverse(page, args=[agreement])}?{urlencode(query)}"


def words(response):
    """What a page says, without its markup."""
    text = re.sub(r"<(script|style|head).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def when_done(client, url):
    """A page of proofs, asked for until they are done."""
    page = client.get(url)
    while page.status_code == 202:
        page = client.get(url)
    return page


# ---- the library


def test_the_library_says_which_version_applies_today_and_what_is_not_known(nurse):
    said = words(nurse.get(reverse("avtal")))
    assert "Överenskommelse om hemsjukvård i Halland 2021–2028 halland/hemsjukvard" in said
    assert "2021-04-01 gäller i dag" in said
    assert "startdatum okänt: ingen källa säger det" in said
    assert "okänt-datum förslag ingen; ett förslag" in said


def test_the_library_counts_the_silent_rows_that_the_text_marks(nurse):
    text = texts().library.agreement_text(DOCTORS, "2023")
    rows = [row for table in shown_tables(text, texts().library.vocabulary).values() for row in table.rows]
    silent = sum(row.is_silent for row in rows)
    assert f"{silent} tysta rader i" in words(nurse.get(reverse("avtal")))
    page = nurse.get(address("avtalstext", DOCTORS, version="2023")).content.decode()
    assert page.count('class=" is-silent"') == silent


# ---- the text


@pytest.mark.slow
@pytest.mark.parametrize("agreement", sorted(texts().library.agreements))
def test_every_version_and_reading_has_its_pages(nurse, agreement):
    library = texts().library
    for version in library.agreements[agreement]:
        for reading in ("", *library.readings_of(agreement, version)):
            page = nurse.get(address("avtalstext", agreement, version=version, lasning=reading))
            assert page.status_code == 200
            ids = re.findall(r'\sid="([^"]+)"', page.content.decode())
            assert len(ids) == len(set(ids))
            named = set(re.findall(r'href="#([^"]+)"', page.content.decode()))
            assert named <= set(ids)
        assert nurse.get(address("avtal-tackning", agreement, version=version)).status_code == 200


def test_every_row_is_shown_with_its_sources_and_how_they_bind(nurse):
    page = nurse.get(address("avtalstext"))
    rows = [row for block in page.context["blocks"] if block.table for row in block.table.rows]
    written = texts().library.agreement_text(HOME_CARE, "2021-04-01").document.tables
    assert len(rows) == sum(len(table.rows) for table in written)
    assert all(row.sources for row in rows)
    assert {source["kind"] for row in rows for source in row.sources} >= {"lag", "återgivet", "skrivelse", "härlett"}


def test_the_row_that_an_address_names_is_marked_and_can_be_gone_to(nurse):
    page = nurse.get(address("avtalstext", rad="huvudman:annars")).content.decode()
    assert page.count('class="is-named') == 1
    marked = page[page.index('class="is-named') :]
    assert re.match(r'[^<]*<th scope="row" id="rad"><span class="sr-only">Raden du sökte: </span>annars</th>', marked)


def test_a_row_that_is_gone_is_said_to_be(nurse):
    assert "Raden ”huvudman:fanns förr” finns inte" in words(
        nurse.get(address("avtalstext", rad="huvudman:fanns förr"))
    )


def test_a_reading_stands_in_the_place_of_the_table_that_it_replaces(nurse):
    page = nurse.get(address("avtalstext", lasning="kommunerna"))
    said = words(page)
    assert "återgiven ur den gemensamma skrivelsen" in said.lower()
    assert "ej fastställd av Hallands kommuner" in said
    replaced = [block for block in page.context["blocks"] if block.read_as]
    assert {one for block in replaced for one in block.table.decisions} >= {"primarvardsniva", "sarskild_kompetens"}
    assert "Avtalets egen tabell" in said


@pytest.mark.parametrize(
    ("agreement", "query", "said"),
    [
        (HOME_CARE, {"version": "2021-04-02"}, "Menade du ”2021-04-01”?"),
        (HOME_CARE, {"lasning": "kommuner"}, "har ingen läsning ”kommuner”"),
        (HOME_CARE, {"version": "1992", "lasning": "region"}, "läser inte version 1992"),
        ("halland/hemsjukvarden", {}, "Menade du ”halland/hemsjukvard”?"),
        ("finns/inte", {}, "Avtalet ”finns/inte” finns inte"),
    ],
)
@pytest.mark.parametrize("page", ["avtalstext", "avtal-tackning", "avtal-jamfor", "avtal-fynd", "avtal-fall"])
def test_what_does_not_exist_is_told_with_what_there_is(nurse, page, agreement, query, said):
    response = nurse.get(address(page, agreement, **query))
    assert response.status_code == 404
    assert said in words(response)
    assert "Alla avtal" in words(response)


def test_prose_lets_no_markup_or_picture_through():
    hostile = (
        "Text <script>x()</script> [a](javascript:x()) ![b](http://b/c.png) <img src=x onerror=y>\n\n<div onclick=x>"
    )
    shown = "".join(block.html for block in prose(hostile, ()).blocks)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<div" not in shown
    assert 'href="javascript' not in shown


def test_a_pages_head_and_tables_are_not_shown_as_prose():
    document = texts().library.agreement_text(HOME_CARE, "2021-04-01").document
    found = prose(document.text, tuple(table.first_line for table in document.tables))
    assert sum(block.table is not None for block in found.blocks) == len(document.tables)
    assert not any("titel:" in block.html or "<table" in block.html for block in found.blocks)


# ---- coverage


def test_coverage_tells_each_silent_row_with_since_when_and_why(nurse):
    page = nurse.get(address("avtal-tackning"))
    silent = page.context["silent"]
    # A column of a promise may be silent without more ado; a decision's silence is dated, and has its reason.
    assert all(one["since"] and one["why"] for one in silent if one["table"].decisions and one["table"].kind != "Tider")
    assert re.search(r"Av \d+ uppräknade ställen i källorna är \d+ citerade", words(page))


# ---- proofs


def test_findings_are_told_by_kind_and_table(nurse):
    proofs.forget()
    said = words(when_done(nurse, address("avtal-fynd", lasning="region")))
    assert "Inga luckor, motsägelser eller rader som aldrig kan svara." in said
    assert "Kända luckor" in said
    assert "Bara restregeln svarar" in said
    assert "Till exempel:" in said


def test_two_readings_are_compared_with_what_is_worst_for_the_patient_first(nurse):
    pair = {"ena": f"{IN_FORCE} region", "andra": f"{IN_FORCE} kommunerna"}
    page = when_done(nurse, address("avtal-jamfor", **pair))
    said = words(page)
    assert "Region Halland och Hallands kommuner" in said
    assert said.index("Båda pekar på den andra") < said.index("En tiger")
    assert "Region Halland: kommunen är huvudman" in said
    assert "peritonealdialys" in said


def test_a_reading_is_first_compared_with_the_text_and_a_version_with_the_one_before(nurse):
    assert "Avtalstexten och Region Halland" in words(when_done(nurse, address("avtal-jamfor", lasning="region")))
    assert "2019-01-01 och Avtalstexten 2021-04-01" in words(when_done(nurse, address("avtal-jamfor")))


def test_what_cannot_be_compared_says_why(nurse):
    pair = {"ena": HOME_CARE, "andra": DOCTORS}
    assert "inga svar som kan jämföras" in words(when_done(nurse, address("avtal-jamfor", **pair)))


def test_a_proof_that_takes_long_says_so_at_once_and_is_there_later(nurse, monkeypatch):
    proofs.forget()
    monkeypatch.setattr(proofs, "PATIENCE", 0.01)
    may_go_on = threading.Event()
    verify = proofs.verify
    monkeypatch.setattr(proofs, "verify", lambda *given: (may_go_on.wait(20), verify(*given))[1])
    waiting = nurse.get(address("avtal-fynd"))
    assert waiting.status_code == 202
    assert '<meta http-equiv="refresh" content="0">' in waiting.content.decode()
    assert "Räknas ut just nu." in words(waiting)
    may_go_on.set()
    monkeypatch.setattr(proofs, "PATIENCE", 20)
    assert nurse.get(address("avtal-fynd")).status_code == 200


def test_a_proof_that_fails_says_so_and_is_tried_again(nurse, monkeypatch):
    proofs.forget()

    def fails(*_):
        raise ValueError("hemligt")

    with monkeypatch.context() as patched:
        patched.setattr(proofs, "verify", fails)
        failed = nurse.get(address("avtal-fynd", agreement=DOCTORS))
    assert failed.status_code == 500
    assert "Det gick inte att räkna ut." in words(failed)
    assert "hemligt" not in words(failed)
    monkeypatch.setattr(proofs, "PATIENCE", 20)
    assert nurse.get(address("avtal-fynd", agreement=DOCTORS)).status_code == 200


def test_the_same_proof_is_worked_out_once():
    proofs.forget()
    counted = []
    for _ in range(3):
        assert proofs.work("one", lambda _: counted.append(1) or len(counted), patience=5).result == 1


# ---- the experts' cases


def test_the_cases_are_a_matrix_of_the_text_and_every_reading(nurse):
    page = nurse.get(address("avtal-fall", svar="huvudman"))
    columns = [one["name"] for one in page.context["columns"]]
    assert columns[0] == "Avtalstexten"
    assert {"Region Halland", "Hallands kommuner", "Varbergs kommun"} <= set(columns)
    row = next(row for row in page.context["rows"] if row["case"].name == "PD i Varberg")
    found = dict(zip(columns, (cell["text"] for cell in row["cells"]), strict=True))
    assert (found["Avtalstexten"], found["Region Halland"], found["Hallands kommuner"]) == ("tyst", "kommun", "region")
    assert not any(cell["wanted"] for one in page.context["rows"] for cell in one["cells"])


def test_other_agreements_can_stand_beside_in_the_matrix(nurse):
    page = nurse.get(address("avtal-fall", mot="orebro/hemsjukvard"))
    assert page.context["columns"][-1]["name"] == "Hälso- och sjukvård i hemmet på primärvårdsnivå i Örebro län"


def test_an_agreement_without_cases_says_so(nurse):
    assert "Inga fall är skrivna" in words(nurse.get(address("avtal-fall", "kalmar/hemsjukvard")))


# ---- Ansvarskollen


def ask(nurse, **said):
    return nurse.get(reverse("ansvarskollen"), said, follow=True)


def carried(page):
    """What the question's form would send along."""
    form = re.search(r"<form[^>]*novalidate>.*?</form>", page.content.decode(), re.DOTALL)
    assert form
    return {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[0])
        if name != "csrfmiddlewaretoken"
    }


def test_the_interview_begins_with_the_agreement_on_home_care_and_one_question(nurse):
    page = ask(nurse)
    assert page.context["address"] == IN_FORCE
    assert page.context["answer"].id == "huvudman"
    assert page.content.decode().count('class="panel question"') == 1
    assert "inte avgjort än" in words(page)


def test_an_agreement_that_is_not_there_is_told_in_the_interview(nurse):
    page = ask(nurse, avtal="halland/hemsjukvarden")
    assert page.status_code == 404
    assert "Menade du ”halland/hemsjukvard”?" in words(page)


def test_answers_that_name_a_party_are_offered_first(nurse):
    groups = ask(nurse).context["answers"]
    assert all(one.names_party for one in groups[0]["answers"])
    assert groups[0]["name"] == "Vem gör det?"


def test_a_whole_interview_of_peritoneal_dialysis_ends_with_every_reading(nurse):
    page = ask(nurse)
    asked = []
    while page.context["fact"] is not None:
        fact = page.context["fact"].id
        asked.append(fact)
        page = ask(nurse, **carried(page), **{fact: DIALYSIS[fact]})
    assert len(asked) == len(set(asked))
    assert set(asked) <= set(DIALYSIS)
    assert page.context["shown"]["status"] == "tyst"
    answered = {card["label"]: card["value"] or card["status"] for card in page.context["cards"]}
    assert answered == {
        "Avtalstexten": "tyst",
        "Falkenbergs kommun": "regionen",
        "Halmstads kommun": "regionen",
        "Hallands kommuner": "regionen",
        "Kungsbacka kommun": "tyst",
        "Laholms kommun": "tyst",
        "Region Halland": "kommunen",
        "Sveriges Kommuner och Regioner": "tyst",
        "Varbergs kommun": "regionen",
    }
    assert "Parterna läser avtalet olika. Du behöver inte välja." in words(page)
    assert words(page).index("Avtalet säger inget") < words(page).index("Parterna läser avtalet olika")


def test_a_reading_is_explained_by_the_row_that_makes_the_difference(nurse):
    cards = {card["label"]: card for card in ask(nurse, **DIALYSIS).context["cards"]}
    assert "Kräver insatsen särskild kompetens? Ja." in [row["text"] for row in cards["Hallands kommuner"]["rows"]]
    source = next(row for row in cards["Hallands kommuner"]["rows"] if row["name"] == "brevets exempel")["sources"][0]
    assert source["title"] == "Hallands kommuners gemensamma skrivelse 2023-05-30"
    page = nurse.get(source["url"])
    assert page.context["named_row"].name == "brevets exempel"


@pytest.mark.parametrize("reading", ["", *texts().library.readings_of(HOME_CARE, "2021-04-01")])
def test_the_page_answers_as_the_reference_under_each_reading(nurse, reading):
    library = texts().library
    page = ask(nurse, **DIALYSIS)
    agreement = library.usable(HOME_CARE, "2021-04-01", reading)
    standing = interview.Side(agreement).standing(dict(DIALYSIS), "huvudman")
    card = page.context["cards"][("", *library.readings_of(HOME_CARE, "2021-04-01")).index(reading)]
    assert card["status"] == standing.status.value
    assert card["value"] == {"region": "regionen", "kommun": "kommunen", None: ""}[standing.value]


def test_a_question_that_only_a_reading_needs_says_so(nurse):
    known = {name: value for name, value in DIALYSIS.items() if name != "lakare_ansvarig_over_tid"}
    page = ask(nurse, **known)
    assert page.context["fact"].id == "lakare_ansvarig_over_tid"
    assert "Avtalstexten har svarat. Frågan gäller bara läsningarna av" in words(page)


def test_a_fact_can_be_not_known_and_is_not_asked_again(nurse):
    page = ask(nurse)
    fact = page.context["fact"].id
    page = ask(nurse, **carried(page), vet_inte_nu="1")
    assert page.context["fact"].id != fact
    assert [(one["id"], one["value"]) for one in page.context["said"]] == [(fact, "vet inte")]


def test_what_is_said_can_be_changed_and_taken_back(nurse):
    page = ask(nurse, **DIALYSIS, andra="insats")
    assert page.context["fact"].id == "insats"
    assert '<option value="peritonealdialys" selected>' in page.content.decode()
    changed = ask(nurse, **carried(page), insats="personlig omvårdnad")
    assert "personlig omvårdnad" in {one["value"] for one in changed.context["said"]}
    assert changed.context["shown"]["value"] == "kommunen"
    taken = ask(nurse, **DIALYSIS, bort="insats")
    assert "insats" not in {one["id"] for one in taken.context["said"]}


@pytest.mark.parametrize(
    ("fact", "typed", "said"),
    [
        ("alder", "200", "Skriv ett heltal från 0 till 120"),
        ("alder", "", "Skriv ett heltal från 0 till 120"),
        ("alder", "åtti", "Skriv ett heltal från 0 till 120"),
        ("insats", "", "Välj ett av svaren"),
        ("insats", "lobotomi", "Välj ett av svaren"),
        ("klockslag", "25:99", "Skriv ett klockslag som 02:30"),
    ],
)
def test_a_faulty_answer_is_told_and_changes_nothing(nurse, fact, typed, said):
    page = ask(nurse, fraga=fact, inskriven="ja", **{fact: typed})
    assert page.status_code == 422
    assert said in words(page)
    assert [one["id"] for one in page.context["said"]] == ["inskriven"]
    assert f'aria-describedby="id_{fact}' in page.content.decode()


def test_a_contradicting_answer_is_told_and_the_old_one_stays(nurse):
    said = {"insats": "läkarbedömning", "fraga": "yrkesroll", "yrkesroll": "sjuksköterska", "forut_yrkesroll": "läkare"}
    page = ask(nurse, **said)
    assert page.status_code == 422
    assert "Det går inte ihop med det som redan är sagt." in words(page)
    assert {one["id"]: one["value"] for one in page.context["said"]} == {
        "insats": "läkarbedömning",
        "yrkesroll": "läkare",
    }


def test_facts_that_contradict_one_another_can_be_mended_one_by_one(nurse):
    page = ask(nurse, insats="läkarbedömning", yrkesroll="sjuksköterska")
    assert page.status_code == 422
    assert "Uppgifterna går inte ihop" in words(page)
    page = ask(nurse, insats="läkarbedömning", yrkesroll="sjuksköterska", andra="yrkesroll")
    mended = ask(nurse, **carried(page), yrkesroll="läkare")
    assert mended.status_code == 200
    assert {one["value"] for one in mended.context["said"]} == {"läkarbedömning", "läkare"}


def test_what_the_vocabulary_does_not_have_is_told_and_left_out(nurse):
    page = ask(nurse, alder="82", personnummer="191212121212", bor_i="på månen")
    assert "Faktumet ”personnummer” finns inte" in words(page)
    assert "”på månen” är inget värde för Bor i" in words(page)
    assert [one["id"] for one in page.context["said"]] == ["alder"]


def test_a_moment_settles_weekday_holiday_and_hour_at_once(nurse):
    page = ask(nurse, avtal=DOCTORS, svar="ring_forst", tidpunkt="2026-12-24T11:00")
    said = {one["id"]: one["value"] for one in page.context["said"]}
    assert said == {"veckodag": "torsdag", "helgdag": "afton", "helgdag_dagen_fore": "nej", "klockslag": "11:00"}


@pytest.mark.parametrize("typed", ["", "i morgon", "9999-01-01T00:00"])
def test_a_moment_that_is_none_is_told(nurse, typed):
    page = ask(nurse, avtal=DOCTORS, svar="ring_forst", tidpunkt=typed, andra="klockslag")
    assert page.status_code == 422
    assert "Något behöver rättas" in words(page)
    assert not page.context["said"]


def test_facts_from_a_case_come_by_post_and_stay_out_of_every_address(nurse):
    page = nurse.post(reverse("ansvarskollen"), DIALYSIS)
    assert page.status_code == 200
    assert page.context["shown"]["status"] == "tyst"
    forms = re.findall(r'<form[^>]*action="/ansvarskollen(?:#fraga)?"[^>]*>', page.content.decode())
    assert forms
    assert all('method="post"' in form for form in forms)
    assert not re.search(r'href="[^"]*insats=', page.content.decode())


def test_another_agreement_keeps_what_is_said(nurse):
    page = ask(nurse, avtal="orebro/hemsjukvard", svar="ring_forst", **DIALYSIS)
    assert page.context["agreement"].id == "orebro/hemsjukvard"
    assert page.context["answer"].id == "huvudman"
    assert "insats" in {one["id"] for one in page.context["said"]}


def test_a_receipt_holds_the_answer_and_can_be_decided_again(nurse):
    response = nurse.post(reverse("ansvarskollen-kvitto"), {"avtal": IN_FORCE, "svar": "huvudman", **DIALYSIS})
    assert response.status_code == 200
    name = response["Content-Disposition"]
    assert re.fullmatch(
        r'attachment; filename="samsyn-kvitto-halland-hemsjukvard-2021-04-01-\d{4}-\d\d-\d\d\.json"', name
    )
    kept = read_receipt(response.content.decode())
    again = replay(kept, texts().library)
    assert again.intact
    assert not again.text_changed
    assert again.then["huvudman"] == "tyst"
    assert again.elsewhere[f"{IN_FORCE} region"]["huvudman"] == "kommun"
    assert kept.facts == DIALYSIS


@pytest.mark.parametrize("avtal", [f"{IN_FORCE} kommunerna", "orebro/hemsjukvard", f"{DOCTORS}@2023"])
def test_receipts_of_readings_and_other_agreements_can_be_decided_again(nurse, avtal):
    response = nurse.post(reverse("ansvarskollen-kvitto"), {"avtal": avtal, "insats": "insulin"})
    assert replay(read_receipt(response.content.decode()), texts().library).intact
    assert json.loads(response.content)["facts"] == {"insats": "insulin"}


def test_no_receipt_is_given_of_what_cannot_be(nurse):
    said = {"avtal": IN_FORCE, "insats": "läkarbedömning", "yrkesroll": "sjuksköterska"}
    assert nurse.post(reverse("ansvarskollen-kvitto"), said).status_code == 422


def test_no_fact_is_called_as_something_else_in_the_form():
    facts = texts().library.vocabulary.facts
    assert not interview_page.OWN_NAMES & set(facts)
    assert not any(name.startswith(interview_page.BEFORE) for name in facts)


def test_the_facts_of_a_moment_are_those_that_the_form_settles():
    from samsyn_web.swedish import SWEDEN

    moment = datetime(2026, 5, 3, 2, 30, tzinfo=SWEDEN)
    assert set(facts_of_moment(texts().library.vocabulary, moment)) == interview_page.OF_A_MOMENT


def test_every_care_act_stands_once_in_the_grouped_list():
    fact = texts().library.vocabulary.facts["insats"]
    assert isinstance(fact.domain, Choice)
    listed = [value for _, members in grouped(fact) for value, _ in members]
    assert sorted(listed) == sorted(fact.domain.values)
    assert dict(grouped(fact))[OTHERS] == [("annan insats", "annan insats")]


@pytest.mark.parametrize("fact", texts().library.vocabulary.facts.values(), ids=lambda fact: fact.id)
def test_every_fact_can_be_asked_and_takes_its_own_values(fact):
    first = next(iter(fact.domain))
    assert QuestionForm(fact, {fact.id: fact.domain.write(first)}).value() == first
    assert QuestionForm(fact, {fact.id: ""}).value() is None


# ---- all pages


@pytest.mark.parametrize(
    "url",
    [
        reverse("avtal"),
        address("avtalstext", lasning="varberg"),
        address("avtal-tackning"),
        address("avtal-jamfor"),
        address("avtal-fynd"),
        address("avtal-fall"),
        reverse("ansvarskollen"),
    ],
)
def test_a_page_asks_the_database_only_who_is_at_work_and_what_waits_for_them(
    nurse, django_assert_max_num_queries, url
):
    with django_assert_max_num_queries(6 + 1):  # the header's number of notices is one
        assert nurse.get(url).status_code in (200, 202)


def test_nobody_reads_them_without_signing_in(client):
    assert client.get(reverse("avtal")).status_code == 302
    assert client.get(reverse("ansvarskollen")).status_code == 302
