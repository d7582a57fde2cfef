"""Disagreements and deviations as the application keeps them: raised with rows, settled by both, counted without a person."""

import shutil
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from samsyn.processes.fields import AgreementRow
from samsyn_web.access.refusals import Faulty, Refused
from samsyn_web.casework.deviation_patterns import counted, loops
from samsyn_web.casework.disputed_rows import most_disputed
from samsyn_web.casework.precedents import precedents_for, precedents_of
from samsyn_web.journal.destroying import destroy
from samsyn_web.journal.models import Case, Precedent
from samsyn_web.journal.projecting import rebuild
from web.cast import START, at_work, begin, do, patient, town

pytestmark = pytest.mark.django_db

ROW = AgreementRow("halland/hemsjukvard", "primarvardsniva", "kommunernas exempel")
DAY = timedelta(days=1)
NEED = {
    "insats": "insulin",
    "behovets_tid": "sammanhängande",
    "behov_av_samordning": "ja",
    "bedomd_som_egenvard": "inte egenvård",
    "yrkesroll": "sjuksköterska",
}


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
    at_work(client, worker)
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


@pytest.mark.parametrize(
    "text",
    [
        "Tolvans dotter hjälpte till medan regionen utbildade.",
        "Testsson fick hjälp av regionen.",
        "Född 19121212, regionen utförde.",
        "Avdelning 5 utförde medan kommunen lärde sig.",
        "Regionen utförde i Varberg medan kommunen lärde sig.",
    ],
)
def test_what_others_will_read_is_refused_while_it_tells_who_it_is_about(made, text):
    case = raised(made, patient(made))
    said = {"text": "Tolvan får hjälp av avdelningen.", "ansvarig_part": "region"}
    with pytest.raises(Faulty) as fault:
        do(made, "Ulla", case, "foresla_losning", START + DAY, enskilt_fall=text, **said)
    assert "kan visa vem det gäller" in fault.value.faults["enskilt_fall"]
    do(made, "Ulla", case, "foresla_losning", START + DAY, enskilt_fall="Regionen utförde i sex veckor.", **said)


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


def test_the_board_sees_how_long_a_person_waited_until_somebody_acted(made, client):
    case = raised(made, patient(made))
    (nobody,) = most_disputed(START + DAY)
    assert nobody.median_wait is None
    ward = made.units["Avdelning 5"].pk
    at = START + timedelta(minutes=12)
    do(made, "Nora", case, "utse_agerande", at, uppgift="omvardnad", enhet=ward, skal="Kan påsbyten.")
    (found,) = most_disputed(START + DAY)
    assert found.median_wait == timedelta(minutes=12)
    assert "12 minuter" in page(client, made, "Stina", "oenigheter").content.decode()


def test_a_ladder_that_cannot_be_read_is_told_of_and_ours_stands_in_for_it(made, client, settings, tmp_path):
    shutil.copytree(settings.AGREEMENTS, tmp_path / "agreements")
    (tmp_path / "agreements/halland/oenighetstrappa.toml").write_text('kalla = "beslut"\nniva = []\n', encoding="utf-8")
    settings.AGREEMENTS = tmp_path / "agreements"
    text = page(client, made, "Nora", "oenigheten", raised(made, patient(made)).pk).content.decode()
    assert "Parternas egen trappa går inte att läsa" in text
    assert "skriv en till 4 nivåer" in text
    assert "vårt förslag, inte avtalets" in text


def test_a_ladder_of_the_parties_own_is_followed_and_suggests_its_days(made, client, settings, tmp_path):
    shutil.copytree(settings.AGREEMENTS, tmp_path / "agreements")
    (tmp_path / "agreements/halland/oenighetstrappa.toml").write_text(
        'kalla = "nämndens beslut, påhittat"\n[[niva]]\nnamn = "golvet"\nvilka = "de närmaste"\ndagar = 2\n'
        '[[niva]]\nnamn = "taket"\nvilka = "nämnden"\ndagar = 9\n',
        encoding="utf-8",
    )
    settings.AGREEMENTS = tmp_path / "agreements"
    case = raised(made, patient(made))
    text = page(client, made, "Nora", "oenigheten", case.pk).content.decode()
    assert "nämndens beslut, påhittat" in text
    assert "Golvet" in text
    form = client.get(reverse("handling", args=[case.pk, "lyft_nivan"])).content.decode()
    assert (timezone.localdate() + 9 * DAY).isoformat() in form


def test_who_raises_in_orebro_is_shown_orebro_s_rows(made, client):
    person = patient(made)
    person.stays_in, person.is_enrolled = "kommun i Örebro län", False
    person.save()
    raised_need = {"text": "insulin", "vardas_just_nu_i": "hemmet", "till": [made.units["Vårdcentralen Ängen"].pk]}
    case = begin(made, "Nora", "inskrivning", person, "anmal_fran_kommunen", START, **raised_need)
    do(made, "Nora", case, "beskriv_behovet", START, **NEED)
    page(client, made, "Nora", "start")
    text = client.get(f"{reverse('oenighet-ny', args=[person.pk])}?fall={case.pk}").content.decode()
    assert "Hälso- och sjukvård i hemmet på primärvårdsnivå i Örebro län" in text
    assert 'value="orebro/hemsjukvard | ' in text
    assert "halland/" not in text


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


def test_a_deviation_reported_from_a_case_offers_the_time_limits_that_run_there(made, client):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    page(client, made, "Ulla", "fallet", case.pk)
    address = f"{reverse('avvikelse-ny', args=[person.pk])}?fall={case.pk}"
    assert address.replace("&", "&amp;") in client.get(reverse("fallet", args=[case.pk])).content.decode()
    form = client.get(address).content.decode()
    row = "nationell/utskrivning | Frist | Tiden för inskrivningsmeddelande"
    assert f'value="{row}"' in form
    assert f'value="{case.number}"' in form
    assert (timezone.localdate() + 14 * DAY).isoformat() in form
    typed = {
        "text": "Meddelandet kom efter två dygn.",
        "plats": "inskrivningsmeddelande",
        "till": made.units["Hemsjukvården Norr"].pk,
        "roll": "kommunsjukskoterska",
        "senast": (timezone.localdate() + 14 * DAY).isoformat(),
        "rader": row,
        "fall": case.number,
        "intraffade_nar": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "version": "0",
        "nyckel": str(uuid4()),
    }
    wrong = client.post(address, {**typed, "till": ""})
    assert wrong.status_code == 422
    assert "Meddelandet kom efter två dygn." in wrong.content.decode()
    assert not Case.objects.filter(process="avvikelse").exists()
    assert client.post(address, typed).status_code == 302
    told = page(client, made, "Stina", "avvikelser").content.decode()
    assert "Tiden för inskrivningsmeddelande" in told
    assert "tidsgräns i nationell/utskrivning" in told


def test_a_deviation_is_about_a_case_of_the_same_person_or_about_none(made, client):
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    other = patient(made, "193306066044")
    page(client, made, "Ulla", "start")
    assert client.get(f"{reverse('avvikelse-ny', args=[other.pk])}?fall={case.pk}").status_code == 404
    assert client.get(f"{reverse('avvikelse-ny', args=[other.pk])}?fall=strunt").status_code == 404


def test_the_loop_is_told_as_one_who_answers_when_what_and_what_is_mended(made, client):
    case = report(made, patient(made))
    text = page(client, made, "Nora", "fallet", case.pk).content.decode()
    assert "Utskrivningssamordnare, Avdelning 5" in text
    assert "svaret är försenat" in text
    case = do(made, "Ulla", case, "besvara", START + 9 * DAY, text="Listan gick till fel enhet.", orsak="Ny rutin.")
    ward = made.units["Avdelning 5"].pk
    by = (START + 20 * DAY).date().isoformat()
    case = do(made, "Nora", case, "besluta_atgard", START + 9 * DAY, text="Ring alltid.", ansvarig=ward, senast=by)
    text = page(client, made, "Ulla", "fallet", case.pk).content.decode()
    assert "Svar till Hemsjukvården Norr" in text
    assert "Ny rutin." in text
    done = f"{reverse('handling', args=[case.pk, 'atgard_klar'])}?handelse={case.version}"
    assert done in text
    do(made, "Ulla", case, "atgard_klar", START + 10 * DAY, handelse=str(case.version))
    text = page(client, made, "Nora", "fallet", case.pk).content.decode()
    assert "genomförd" in text
    assert done not in text


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
