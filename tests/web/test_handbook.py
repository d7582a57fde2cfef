"""The handbook covers every act, role and page there is; its marks, links and pictures lead somewhere."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from samsyn.documents.problems import Place
from samsyn.processes.cast import Role
from samsyn.processes.kinds import PROCESSES
from samsyn_web.handbook import showing
from samsyn_web.handbook.pages import FOLDER, PICTURES, VIEW, ActKey, book, key_of, marks, read_book
from samsyn_web.handbook.searching import search
from samsyn_web.project.context import PAGES
from web.cast import begin, do, patient, town
from web.test_every_page import client, names

LARGEST = 80_000
LARGEST_TOGETHER = 4_000_000
"""Bytes of a picture, and of all."""

LONGEST_SENTENCE = 30
"""Words. Busy people read this."""


# ---- nothing is missing


def test_every_act_of_every_kind_of_case_is_shown_on_a_page():
    shown = {key for page in book().pages.values() for key in page.acts}
    missing = [
        f"{process.id}/{act.id} (”{act.title}”)"
        for process in PROCESSES.values()
        for act in process.acts.values()
        if key_of(process.id, act) not in shown
    ]
    assert missing == [], f"write [](handling:…) on a page in src/samsyn_web/handbook/sidor for: {missing}"


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_page_for_each_of_the_main_pages_it_sees(role):
    mine = {name for page in book().for_role(role) for name in page.addresses}
    seen = {page for page, _, roles in PAGES if roles is None or role in roles}
    assert seen - mine == set(), f"no page of the handbook for {role} has these under ”sidor”: {sorted(seen - mine)}"


FOUND_THROUGH_CASES = {"fallet", "handling", "nytt-fall"}
"""Their help is that of the act or of what the case's stage expects."""

OWN = {"handbok", "handbok-sok", "handbok-sidan"}
NO_PAGES = {"halsa", "logga-ut", "logga-in-demo", "oidc_authentication_init", "oidc_authentication_callback"}
"""What machines ask for, and buttons that lead to no page."""


def test_every_address_of_the_application_has_its_help():
    told = {name for page in book().pages.values() for name in page.addresses}
    missing = set(names(get_resolver())) - told - FOUND_THROUGH_CASES - OWN - NO_PAGES - {"kontaktvag-bekrafta"}
    assert missing == set(), f"no page of the handbook has these under ”sidor”: {sorted(missing)}"


def test_the_handbook_is_the_help_for_addresses_that_exist():
    known = set(names(get_resolver()))
    told = [(page.id, name) for page in book().pages.values() for name in page.addresses]
    assert [one for one in told if one[1] not in known] == []
    assert len({name for _, name in told}) == len(told), "two pages say that they are the help for the same address"


# ---- nothing leads astray


def test_no_page_has_a_fault():
    assert book().problems == ()


def test_every_link_to_the_application_resolves():
    links = [(place, link) for page in book().pages.values() for place, link in marks(page) if link.startswith(VIEW)]
    assert links
    assert [str(place) for place, link in links if not showing.address_of(link)] == []


def test_every_picture_that_a_page_names_is_there_and_no_other():
    named = [picture.name for page in book().pages.values() for picture in page.pictures]
    kept = {path.name for path in PICTURES.iterdir() if path.suffix != ".css"}
    assert len(named) == len(set(named)), "a picture is named twice"
    assert set(named) == kept, "make handbook-pictures takes those that are named; remove the others"


def test_every_picture_says_what_it_shows_and_is_small():
    for page in book().pages.values():
        for picture in page.pictures:
            assert len(picture.alt) > 20, picture.name
            assert picture.alt.endswith("."), picture.name
            assert (PICTURES / picture.name).stat().st_size <= LARGEST, picture.name
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) <= LARGEST_TOGETHER


def test_headings_come_in_order_and_are_not_repeated():
    for page in book().pages.values():
        levels = [int(token.tag[1]) for token in page.tokens if token.type == "heading_open"]
        assert all(level == 2 for level in levels), page.id
        ids = [one.id for one in showing.shown(page, book()).headings]
        assert len(ids) == len(set(ids)), page.id


def test_sentences_are_short():
    long = []
    for page in book().pages.values():
        for token in page.tokens:
            for sentence in re.split(r"(?<=[.?!:;])\s", showing.plain([token], book())):
                if len(sentence.split()) > LONGEST_SENTENCE:
                    long.append(f"{page.id}: {sentence}")
    assert long == []


# ---- a faulty handbook is told of, with its place

GOOD = """---
titel: Ett
ingress: Två.
kapitel: Tre
ordning: 1
---
"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Bara text.", 1, "sidan börjar inte med ett huvud"),
        ("---\ntitel: Ett\n---\n", 1, "huvudet saknar ”ingress”"),
        (GOOD.replace("ordning: 1", "ordning: ett"), 1, "huvudet saknar ”ordning”"),
        (GOOD.replace("---\n", "---\nroler: [alla]\n", 1), 2, "”roler” hör inte hemma"),
        (GOOD.replace("ordning: 1", "ordning: 1\nroller: [läkaren]"), 6, "”läkaren” är ingen roll"),
        (GOOD + "Se [](sida:borta).\n", 7, "länken ”sida:borta” leder ingenstans"),
        (GOOD + "\n[](handling:utskrivning/flyga)\n", 8, "länken ”handling:utskrivning/flyga” leder ingenstans"),
        (GOOD + "\n[](knapp:*/flyga)\n", 8, "länken ”knapp:*/flyga” leder ingenstans"),
        (GOOD + "\nLäs [här](https://example.org).\n", 8, "länken ”https://example.org” leder ingenstans"),
    ],
)
def test_a_fault_is_told_of_with_its_line(tmp_path, text, line, said):
    (tmp_path / "ett.md").write_text(text, encoding="utf-8")
    problems = read_book(tmp_path).problems
    assert any(said in str(one) and one.place.line == line for one in problems), [str(one) for one in problems]
    assert all(isinstance(one.place, Place) for one in problems)


def test_what_html_is_written_is_shown_as_text(tmp_path):
    (tmp_path / "ett.md").write_text(f"{GOOD}\n<script>x()</script> och [<b>](knapp:*/kvittera)\n", encoding="utf-8")
    written = read_book(tmp_path)
    html = "".join(one.html for one in showing.shown(written.pages["ett"], written).blocks)
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


# ---- what is told of an act is the tables' own


def test_an_act_is_told_from_the_processes_tables():
    act = PROCESSES["utskrivning"].acts["inskrivningsmeddelande"]
    told = showing.told_act(ActKey("utskrivning", "inskrivningsmeddelande"))
    assert (told.title, told.hint, told.source, told.who) == (act.title, act.hint, act.source, act.who())
    assert showing.told_act(ActKey("*", "ta_over")).who == "alla i vården och socialtjänsten utom biståndshandläggare"
    assert showing.told_act(ActKey("*", "kvittera")).who.endswith("; i Uppdrag på särskilt boende också strateg")
    assert told.when == "När fallet är i skedet ”inskriven”."
    assert told.follows == ("Går till enheterna du väljer, som ska kvittera.",)
    opens = showing.told_act(ActKey("utskrivning", "oppna"))
    assert opens.when == "Öppnar ett nytt fall (Utskrivning), från personens sida."
    dated = showing.told_act(ActKey("sip", "folj_upp"))
    assert "Sätter tidsgränsen ”Uppföljning av planen”." in dated.follows


def test_an_act_of_every_kind_of_case_says_where_it_is_not():
    told = showing.told_act(ActKey("*", "ta_over"))
    assert told.when.startswith("Så länge fallet är öppet. Finns inte i ")
    assert "Avvikelse" in told.when
    assert (
        showing.told_act(ActKey("*", "kvittera")).when
        == "När som helst, också när fallet är avslutat, i alla slag av fall."
    )


# ---- searching


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("kvitt", "Ta emot och kvittera ett meddelande"),
        ("KVITTERA", "Ta emot och kvittera ett meddelande"),
        ("dödsfallen", "Dödsfall och flytt"),
        ("fel mottagare", "Fel mottagare: återkalla"),
        ("sju punkt", "Komplex hemgång: de sju punkterna"),
        ("nödöpp", "Nödöppna, och vad som händer sedan"),
        ("reservnummer", "Registrera en person, ändra uppgifter och byta nummer"),
    ],
)
def test_searching_by_the_beginning_of_words_finds(words, first):
    found = [one.page.title for one in search(words, book())]
    assert first in found[:3], found


def test_searching_marks_what_was_found_and_escapes_the_rest():
    found = search("kvitt", book())
    assert "<mark>" in found[0].excerpt
    assert search("<script>", book()) == []
    assert search("  ", book()) == []
    assert search("finnsinte", book()) == []


# ---- the pages


@pytest.mark.django_db
def test_the_contents_are_those_of_the_role_one_works_as_and_of_any_other():
    made = town()
    nora = client(made.workers["Nora"])
    own = nora.get("/handbok").content.decode()
    assert "Handbok för kommunsjuksköterska" in own
    assert "Planera en utskrivning" in own
    assert "Granska loggen" not in own
    assert "Granska loggen" in nora.get("/handbok?roll=loggranskare").content.decode()
    assert "Granska loggen" in nora.get("/handbok?roll=alla").content.decode()
    assert "Handbok för kommunsjuksköterska" in nora.get("/handbok?roll=kung").content.decode()


@pytest.mark.django_db
def test_the_handbook_is_open_to_those_who_cannot_sign_in():
    visitor = Client()
    assert "Hela handboken" in visitor.get("/handbok").content.decode()
    assert visitor.get("/handbok/logga-in").status_code == 200
    assert "/handbok/logga-in" in visitor.get("/logga-in").content.decode()
    found = visitor.post("/handbok/sok", {"ord": "lösenord"}).content.decode()
    assert "Logga in och byt uppdrag" in found
    assert visitor.get("/handbok/finns-inte").status_code == 404
    assert visitor.get("/handbok/sok").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("page", book().pages.values(), ids=lambda page: page.id)
def test_every_page_is_shown_with_its_acts_pictures_and_neighbours(page):
    answer = Client().get(f"/handbok/{page.id}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{page.title}</h1>" in html
    assert html.count("handbook-act__title") == len(page.acts)
    assert html.count("<figure") == len(page.pictures)
    assert 'rel="next"' in html or 'rel="prev"' in html
    assert not re.search(r"(handling|knapp|sida|vy):[\w*]", html)


@pytest.mark.django_db
def test_help_leads_to_the_page_about_the_act_the_stage_or_the_address():
    made = town()
    person = patient(made)
    at = timezone.now() - timedelta(days=1)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", at, tvangsvard="ingen")
    ulla = client(made.workers["Ulla"])

    def helped(path):
        return re.search(r'class="help-link" href="([^"]+)"', ulla.get(path).content.decode()).group(1)

    assert helped(f"/fall/{case.pk}") == "/handbok/oppna-utskrivning"
    assert helped(f"/fall/{case.pk}/gor/inskrivningsmeddelande") == "/handbok/inskrivningsmeddelande"
    assert helped(f"/fall/{case.pk}/gor/avbryt") == "/handbok/avbryta-ett-fall"
    assert helped(f"/person/{person.pk}/nytt/avvikelse/anmal_avvikelse") == "/handbok/anmala-avvikelse"
    assert helped(f"/person/{person.pk}/sparr") == "/handbok/sparr"
    assert helped("/ring") == "/handbok/vem-ringer-jag-nu"
    units = [made.units["Hemsjukvården Norr"].pk]
    moment = (at + timedelta(days=3)).isoformat()
    do(made, "Ulla", case, "inskrivningsmeddelande", at + timedelta(hours=1), beraknad=moment, till=units)
    assert helped(f"/fall/{case.pk}") == "/handbok/planera-utskrivning"


def test_every_text_of_the_handbook_is_read():
    assert {path.stem for path in FOLDER.iterdir()} == set(book().pages)
