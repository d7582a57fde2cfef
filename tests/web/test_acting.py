"""A discharge and a doctor support through the one way in, with all that follows from each act."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from samsyn_web.access import reading
from samsyn_web.access.acting import Wish, act
from samsyn_web.access.refusals import Faulty, Overtaken, Refused
from samsyn_web.journal.models import Case, Event
from samsyn_web.journal.projecting import rebuild
from samsyn_web.trail.models import Entry
from web.cast import START, begin, do, patient, town, wish

pytestmark = pytest.mark.django_db


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


@pytest.fixture
def made():
    return town()


def test_a_discharge_from_admission_to_the_end(made):
    person = patient(made)
    u = {name: unit.hsa_id for name, unit in made.units.items()}
    case = begin(made, "Ulla", "utskrivning", person, "oppna", hours(0), tvangsvard="ingen")
    assert case.stage == "inskriven"
    assert case.due_name == "Tiden för inskrivningsmeddelande"
    assert case.due == hours(24)
    case = do(
        made,
        "Disa",
        case,
        "bedom_behov",
        hours(2),
        kommunens_insatser_efter_utskrivning="sjukvård",
        oppenvardens_insatser_efter_utskrivning="ja",
    )
    assert case.due == hours(26)
    case = do(
        made,
        "Ulla",
        case,
        "inskrivningsmeddelande",
        hours(3),
        beraknad="2026-05-08 13:00",
        till=[u["Hemsjukvården Norr"], u["Vårdcentralen Ängen"]],
    )
    assert case.stage == "planeras"
    assert {one.unit_id for one in case.participations.all()} == {
        u[name] for name in ("Avdelning 5", "Hemsjukvården Norr", "Vårdcentralen Ängen")
    }
    assert reading.unread(made.visit("Nora")).count() == 1
    case = do(made, "Nora", case, "kvittera", hours(4), handelse="3")
    assert reading.unread(made.visit("Nora")).count() == 0
    case = do(made, "Fatima", case, "utse_vardkontakt", hours(5), namn="Fatima (påhittad), sjuksköterska")
    case = do(made, "Fatima", case, "oppenvardens_insatser", hours(5), oppenvardens_insatser_tillgangliga="ja")
    case = do(made, "Disa", case, "utskrivningsklar", hours(96))
    case = do(made, "Ulla", case, "underratta", hours(96.5))
    assert case.due_name == "Tiden för kallelse till SIP"
    case = do(made, "Viktor", case, "ta_over", hours(97))
    assert not case.has_alarm
    case = do(
        made,
        "Fatima",
        case,
        "kalla_till_sip",
        hours(98),
        tid="2026-05-12 10:00",
        plats="hemmet",
        till=[u["Hemsjukvården Norr"]],
    )
    case = do(made, "Ulla", case, "skriv_ut", hours(100), hem_till="ordinärt boende")
    assert case.has_alarm  # the municipality takes part and nobody there has taken the nursing
    case = do(made, "Nora", case, "ta_over", hours(101))
    assert not case.has_alarm
    with pytest.raises(Refused, match="inte överförd"):
        do(made, "Ulla", case, "avsluta", hours(102))
    case = do(made, "Ulla", case, "overfor_information", hours(102))
    case = do(made, "Ulla", case, "avsluta", hours(103))
    assert not case.is_open
    assert not [one for one, differs in rebuild(hours(103)) if differs]


def test_every_act_leaves_one_entry_on_the_trail_and_so_does_every_refusal(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", hours(0), tvangsvard="ingen")
    assert [entry.what for entry in Entry.objects.all()] == ["gjorde"]
    visit = made.visit("Nora", hours(1))
    with pytest.raises(Refused, match="vårdrelation"):
        reading.case(visit, case.pk)
    visit.write()
    entry = Entry.objects.last()
    assert (entry.what, entry.persons) == ("nekades", [str(person.pk)])
    assert "vårdrelation" in entry.why


def test_two_who_act_at_once_one_wins_and_the_other_is_told_what_happened(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", hours(0), tvangsvard="ingen")
    need = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    act(made.visit("Disa", hours(1)), case.pk, wish("bedom_behov", hours(1), 1, **need))
    with pytest.raises(Overtaken) as overtaken:
        act(made.visit("Disa", hours(1)), case.pk, wish("bedom_behov", hours(1), 1, **need))
    assert [event.kind for event in overtaken.value.events] == ["bedom_behov"]
    assert Event.objects.count() == 2


def test_sending_the_same_form_twice_records_it_once(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", hours(0), tvangsvard="ingen")
    said = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    form = Wish("bedom_behov", said, hours(1), 1, uuid4())
    first = act(made.visit("Disa", hours(1)), case.pk, form)
    second = act(made.visit("Disa", hours(1)), case.pk, form)
    assert second.again
    assert first.event == second.event


def test_what_is_typed_wrong_is_told_and_changes_nothing(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", hours(0), tvangsvard="ingen")
    with pytest.raises(Faulty) as faulty:
        do(made, "Ulla", case, "inskrivningsmeddelande", hours(1), beraknad="i morgon", till=["finns inte"])
    assert "ingen tidpunkt" in faulty.value.faults["beraknad"]
    with pytest.raises(Faulty) as faulty:
        do(made, "Ulla", case, "inskrivningsmeddelande", hours(1), beraknad="2026-05-08 12:00", till=["finns inte"])
    assert "finns inte i katalogen" in faulty.value.faults["till"]
    assert Case.objects.get().version == 1


def test_somebody_without_the_role_is_told_who_can(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", hours(0), tvangsvard="ingen")
    with pytest.raises(Refused) as refused:
        do(made, "Ulla", case, "bedom_behov", hours(1))
    assert "slutenvårdsläkare" in refused.value.who


def test_a_doctor_support_from_high_risk_to_accepted_hand_over_on_day_13(made):
    person = patient(made)
    u = {name: unit.hsa_id for name, unit in made.units.items()}
    at = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    day = timedelta(days=1)
    case = begin(made, "Disa", "lakarstod", person, "bedom_hog_risk", at, skal="Tre inläggningar i vår.")
    case = do(made, "Disa", case, "initiera", at, till=[u["Läkarmedverkan"], u["Vårdcentralen Ängen"]], text="KOL")
    case = do(made, "Viktor", case, "planera_tillsammans", at + day, text="Vi tar över när andningen är stabil.")
    case = do(made, "Lena", case, "planera_tillsammans", at + day, text="Första besök dagen efter hemgång.")
    case = do(made, "Lena", case, "starta", at + 2 * day)
    assert (case.due_name, case.has_alarm) == ("Läkarstödets tid", False)
    case = do(made, "Ulla", case, "hemma", at + 2 * day)
    case = do(made, "Lena", case, "forsta_kontakt", at + 3 * day, satt="hembesök")
    case = do(made, "Lena", case, "foresla_overlamning", at + 14 * day, till=[u["Vårdcentralen Ängen"]], text="Stabil.")
    with pytest.raises(Refused):
        do(made, "Nora", case, "ta_emot", at + 15 * day)
    case = do(made, "Viktor", case, "ta_emot", at + 15 * day)
    assert (case.stage, case.is_open) == ("overlamnat", False)
    assert not [one for one, differs in rebuild(at + 15 * day) if differs]


def test_a_special_review_goes_to_those_who_are_to_review_it_and_can_lead_to_support_without_high_risk(made):
    """Nobody judged the risk to be high: a vårdcentral asks, the ward grants and initiates, Läkarmedverkan takes over."""
    ward, lm, centre = (made.units[one].pk for one in ("Avdelning 5", "Läkarmedverkan", "Vårdcentralen Ängen"))
    said = {"skal": "Ensam, ny insulinbehandling.", "till": [ward]}
    case = begin(made, "Viktor", "lakarstod", patient(made), "begar_sarskild_provning", START, **said)
    assert [one.case for one in reading.unread(made.visit("Disa"))] == [case]
    case = do(made, "Disa", case, "bevilja", hours(1), skal="Behovet är tydligt.")
    case = do(made, "Disa", case, "initiera", hours(2), till=[lm, centre], text="Insulin")
    case = do(made, "Lena", case, "starta", hours(3))
    seen = reading.case(made.visit("Lena", hours(4)), case.pk).seen
    assert seen.facts["hog_risk_for_oplanerad_aterinskrivning"] == "nej"
    assert seen.state.bearers["lakare"].unit == lm
