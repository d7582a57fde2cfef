"""Disagreements and deviations as the application keeps them: raised with rows, settled by both, counted without a person."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from samsyn.processes.fields import AgreementRow
from samsyn_web.access.middleware import HOLDING
from samsyn_web.access.refusals import Refused
from samsyn_web.casework.deviation_patterns import counted, loops
from samsyn_web.casework.disputed_rows import most_disputed
from samsyn_web.casework.precedents import precedents_for, precedents_of
from samsyn_web.journal.destroying import destroy
from samsyn_web.journal.models import Case, Precedent
from samsyn_web.journal.projecting import rebuild
from web.cast import START, begin, do, patient, town

pytestmark = pytest.mark.django_db

ROW = AgreementRow("halland/hemsjukvard", "primarvardsniva", "kommunernas exempel")
DAY = timedelta(days=1)


@pytest.fixture
def made():
    return town()


def raised(made, person, at=START):
    return begin(
        made,
        "Nora",
        "oenighet",
        person,
        "anmal_oenighet",
        at,
        uppgifter=["omvardnad"],
        text="Vem utför peritonealdialysen hemma?",
        rader=[str(ROW)],
        till=[made.units["Avdelning 5"].pk],
        senast=(at + 3 * DAY).date().isoformat(),
        insats="peritonealdialys",
    )


def settled(made, person, shown="ja"):
    case = raised(made, person)
    do(
        made,
        "Ulla",
        case,
        "foresla_losning",
        START + DAY,
        text="Tolvan får hjälp av avdelningen i sex veckor.",
        ansvarig_part="region",
        enskilt_fall="Regionen utförde medan kommunen lärde sig.",
    )
    return do(made, "Nora", case, "godta_losning", START + 2 * DAY, far_visas=shown)


def page(client, made, who, name, *args):
    worker = made.workers[who]
    client.force_login(worker.account)
    session = client.session
    session[HOLDING] = worker.holding.pk
    session["strong"] = True
    session.save()
    return client.get(reverse(name, args=args))


def test_a_disagreement_is_an_alarm_until_somebody_is_appointed(made):
    case = raised(made, patient(made))
    assert case.has_alarm
    case = do(
        made,
        "Ulla",
        case,
        "utse_agerande",
        START,
        uppgift="omvardnad",
        enhet=made.units["Avdelning 5"].pk,
        skal="Avdelningen har kompetensen nu.",
    )
    assert not case.has_alarm


def test_what_both_parties_let_be_shown_is_shown_where_the_row_decides_and_rebuilt_the_same(made):
    settled(made, patient(made))
    (shown,) = precedents_for([ROW])
    assert (shown.text, shown.party, shown.mark) == (
        "Regionen utförde medan kommunen lärde sig.",
        "regionen",
        "enskilt fall, inte bindande",
    )
    assert not precedents_for([AgreementRow(ROW.agreement, ROW.decision, "en annan rad")])
    assert not any(differs for _, differs in rebuild(START + 3 * DAY))


def test_the_next_case_that_meets_the_row_is_told_and_one_that_does_not_is_not(made):
    settled(made, patient(made))
    day = START.date()
    facts = {
        "insats": "peritonealdialys",
        "behovets_tid": "sammanhängande",
        "inskriven": "ja",
        "vardas_just_nu_i": "hemmet",
        "bor_i": "ordinärt boende",
        "alder": 81,
        "bedomd_som_egenvard": "inte egenvård",
        "yrkesroll": "sjuksköterska",
        "vistelsekommun": "Varberg",
        "lakare_ansvarig_over_tid": "annan specialist",
        "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl",
    }
    assert precedents_of(facts, day)
    assert not precedents_of({**facts, "insats": "daglig medicinering"}, day)


def test_what_one_party_does_not_let_be_shown_is_not(made):
    settled(made, patient(made), shown="nej")
    assert not Precedent.objects.exists()


def test_the_board_counts_persons_and_days_and_names_nobody(made, client):
    person = patient(made)
    settled(made, person)
    raised(made, patient(made, "193306066044"))
    (found,) = most_disputed(START + 5 * DAY)
    assert (found.number, len(found.persons), found.still, found.settled) == (2, 2, 1, 1)
    assert sorted(found.days) == [2, 5]
    text = page(client, made, "Stina", "oenigheter").content.decode()
    assert "kommunernas exempel" in text
    assert "Testsson" not in text


def test_the_board_s_pages_are_not_for_those_who_meet_patients(made, client):
    assert page(client, made, "Nora", "oenigheter").status_code == 403
    assert page(client, made, "Nora", "avvikelser").status_code == 403


def test_both_parties_see_the_same_page_and_others_see_none(made, client):
    case = raised(made, patient(made))
    for who in ("Nora", "Ulla"):
        answer = page(client, made, who, "oenigheten", case.pk)
        assert answer.status_code == 200
        assert "vårt förslag, inte avtalets" in answer.content.decode()
    assert page(client, made, "Viktor", "oenigheten", case.pk).status_code == 403


def test_raising_in_a_case_offers_the_rows_that_decide_there(made, client):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    answer = page(client, made, "Ulla", "oenighet-ny", person.pk)
    assert answer.status_code == 200
    client.get(reverse("oenighet-ny", args=[person.pk]), {"fall": str(case.pk)})
    assert "kommunernas exempel" not in answer.content.decode()  # nobody has said what is needed yet


def report(made, person, at=START, senast=None, **said):
    return begin(
        made,
        "Nora",
        "avvikelse",
        person,
        "anmal_avvikelse",
        at,
        text="Läkemedelslistan saknades.",
        plats="lakemedel",
        till=[made.units["Avdelning 5"].pk],
        roll="utskrivningssamordnare",
        senast=senast or (at + 7 * DAY).date().isoformat(),
        **said,
    )


def test_a_late_answer_is_counted_where_it_happened(made, client):
    person = patient(made)
    case = report(made, person)
    do(made, "Ulla", case, "besvara", START + 9 * DAY, text="Listan gick till fel enhet.")
    (line,) = counted(loops(START + 9 * DAY), lambda one: (one.place,))
    assert (line.name, line.number, line.late, line.waiting) == ("lakemedel", 1, 1, 0)
    text = page(client, made, "Stina", "avvikelser").content.decode()
    assert "Läkemedel och läkemedelslista" in text
    assert "Testsson" not in text


def test_an_answer_in_time_is_not_late_and_waiting_is_told(made):
    report(made, patient(made))
    (waiting,) = counted(loops(START + DAY), lambda one: (one.place,))
    assert (waiting.waiting, waiting.late) == (1, 0)
    (late,) = counted(loops(START + 8 * DAY), lambda one: (one.place,))
    assert (late.waiting, late.late) == (1, 1)


def test_the_reporter_closes_and_nobody_else(made):
    case = report(made, patient(made))
    do(made, "Ulla", case, "besvara", START + DAY, text="Listan gick till fel enhet.")
    with pytest.raises(Refused):
        do(made, "Ulla", case, "avsluta_avvikelse", START + 2 * DAY)
    assert not do(made, "Nora", case, "avsluta_avvikelse", START + 2 * DAY).is_open
    assert Case.objects.filter(process="avvikelse", is_open=True).count() == 0


def test_what_is_destroyed_in_the_case_is_no_longer_shown_to_others(made):
    case = settled(made, patient(made))
    with transaction.atomic():
        destroy(case, decision="3.5.3-1/2026", at=START + 9 * DAY, by=made.workers["Ulla"].account)
    assert not Precedent.objects.exists()
    assert not most_disputed(START + 9 * DAY)
