"""After IVO's decision content is gone, what it was can be proved, and the case is still whole; and whom a wrong row touches."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from samsyn_web.access import reading
from samsyn_web.journal import destroying
from samsyn_web.journal.destroying import mark
from samsyn_web.journal.models import Case, Destruction, Event
from samsyn_web.journal.projecting import rebuild
from samsyn_web.trail.models import Entry
from web.cast import START, begin, do, patient, town

pytestmark = pytest.mark.django_db

CONTENT = "Detta hör till någon annan."


def hours(number: float):
    return START + timedelta(hours=number)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def made():
    return town()


@pytest.fixture
def case(made):
    u = {name: unit.hsa_id for name, unit in made.units.items()}
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", hours(0), tvangsvard="ingen")
    case = do(made, "Ulla", case, "meddela", hours(1), till=[u["Hemsjukvården Norr"]], text=CONTENT)
    case = do(made, "Nora", case, "kvittera", hours(2), handelse="2")
    case = do(made, "Ulla", case, "meddela", hours(3), till=[u["Hemsjukvården Norr"]], text="Detta hör hit.")
    return do(made, "Ulla", case, "ratta", hours(4), handelse="2", skal=CONTENT)


def run(*words: str) -> str:
    said = StringIO()
    call_command("destroy", *words, "--no-input", stdout=said)
    return said.getvalue()


def test_the_content_of_an_event_and_of_its_corrections_goes_and_leaves_a_mark(case, made):
    was = Event.objects.get(case=case, version=2).data
    said = run(case.number, "--decision", "3.5.3-1/2026", "--events", "2", "--by", "ulla")
    assert "Innehållet i 2 händelser" in said
    assert "Säkerhetskopior" in said
    assert [event.destroyed is not None for event in case.events.all()] == [False, True, False, False, True]
    assert CONTENT not in str(list(Event.objects.values()))
    done = Destruction.objects.get()
    assert (done.decision, done.by.username, set(done.marks)) == ("3.5.3-1/2026", "ulla", {"2", "5"})
    assert done.marks["2"] == mark(was)  # who has a copy can be shown to be right
    assert done.marks["2"] != mark(was | {"text": "något annat"})
    entry = Entry.objects.last()
    assert (entry.what, entry.cases) == ("ändrade", [str(case.pk)])
    assert "3.5.3-1/2026" in entry.why
    assert list(destroying.faults()) == []


def test_what_was_not_destroyed_stands_and_the_case_is_as_its_events_say(case, made):
    run(case.number, "--decision", "1", "--events", "2")
    assert not [one for one, differs in rebuild(timezone.now()) if differs]
    opened = reading.case(made.visit("Ulla", hours(5)), case.pk)
    assert [event.is_destroyed for event in opened.events] == [False, True, False, False, True]
    assert opened.rows[3].data["text"] == "Detta hör hit."
    assert Case.objects.get().destroyed is None


def test_a_whole_case_can_be_destroyed_once(case):
    run(case.number.lower(), "--decision", "1")
    assert Case.objects.get().destroyed is not None
    assert all(set(event.data) <= destroying.STAYS for event in Event.objects.all())
    assert not [one for one, differs in rebuild(timezone.now()) if differs]
    with pytest.raises(CommandError, match="redan förstört"):
        run(case.number, "--decision", "1")


def test_a_strike_keeps_its_hold_when_its_reason_is_destroyed(case, made):
    do(made, "Ulla", case, "stryk", hours(5), handelse="4", skal=CONTENT)
    run(case.number, "--decision", "1", "--events", "6")
    opened = reading.case(made.visit("Ulla", hours(6)), case.pk)
    assert {read.event.version: read.struck_by for read in opened.seen.state.reads}[4] == 6


def test_nothing_is_destroyed_without_the_number_being_repeated(case, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: "nej")
    with pytest.raises(CommandError, match="Ingenting är förstört"):
        call_command("destroy", case.number, decision="1")
    for wrong in (["X-1", "--decision", "1"], [case.number, "--decision", "1", "--events", "99"]):
        with pytest.raises(CommandError):
            run(*wrong)
    assert not Destruction.objects.exists()


def test_destruction_outside_the_command_is_found(case):
    run(case.number, "--decision", "1", "--events", "2")
    Event.objects.filter(version=4).update(data={}, destroyed=hours(5))
    Destruction.objects.update(marks={"2": "0" * 64, "5": "0" * 64})
    assert list(destroying.faults()) == [
        f"Förstöringen efter beslut 1 i {case.number} finns inte i loggen som den står.",
        f"Händelse 4 i {case.number} är förstörd utan beslut.",
    ]
    with pytest.raises(CommandError):
        call_command("verify_trail", stderr=StringIO())


# ---- whom a wrong row touches


def affected(*words: str) -> str:
    said = StringIO()
    call_command("affected", *words, stdout=said)
    return said.getvalue()


def test_a_wrong_row_names_the_open_cases_recorded_under_it(case, made):
    do(made, "Disa", case, "bedom_behov", hours(5), **NEEDS)
    said = affected("nationell/utskrivning", "tiden för inskrivningsmeddelande")
    assert "1 pågående fall behöver ses över." in said
    assert f"{case.number}: tidsgränsen har startat" in said
    assert f"\n{case.number}\n" in affected("nationell/utskrivning", "Tiden för kallelse till SIP")
    assert f"\n{case.number}\n" in affected("nationell/utskrivning", "SIP")  # a row of a decision table
    do(made, "Ulla", case, "avbryt", hours(6), skal="Öppnat av misstag.")
    assert "0 pågående fall" in affected("nationell/utskrivning", "SIP")


def test_however_many_cases_a_row_touches_they_are_found_in_as_many_queries(made, django_assert_max_num_queries):
    for number in range(30):
        begin(
            made, "Ulla", "utskrivning", patient(made, f"1912121212{number:02}"), "oppna", hours(0), tvangsvard="ingen"
        )
    affected("nationell/utskrivning", "SIP")  # the texts are read once
    with django_assert_max_num_queries(4):
        assert "30 pågående fall" in affected("nationell/utskrivning", "SIP")


def test_a_row_that_no_case_was_recorded_under_is_told(case):
    for words in (("nationell/utskrivning", "ingen sådan"), ("orebro/hemsjukvard", "SIP")):
        with pytest.raises(CommandError, match="stavningen"):
            affected(*words)


NEEDS = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
