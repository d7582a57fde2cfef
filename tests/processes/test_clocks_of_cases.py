"""The clocks of cases as the paragraphs have them: when they run out, what stops them, whose they are."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from processes.whatever import ACTORS, LIBRARY, UNITS, find
from samsyn.processes.deadlines import Running
from samsyn.processes.events import Event
from samsyn.processes.kinds import PROCESSES, look
from samsyn.processes.state import alarms, fold
from samsyn.processes.telling import discharge_facts

SWEDEN = ZoneInfo("Europe/Stockholm")
WHO = {actor.account: actor for actor in ACTORS}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


def story(*lines: tuple[str, str, str, dict]) -> list[Event]:
    """Events from lines of (when, who, what, fields)."""
    events = []
    for version, (when, who, kind, data) in enumerate(lines, 1):
        actor = WHO[who]
        to = data.get("till", [unit for unit in UNITS if unit != actor.unit] if kind == "underratta" else [])
        events.append(
            Event(
                version,
                kind,
                local(when),
                local(when),
                who,
                actor.role,
                actor.unit,
                actor.unit_kind,
                actor.side,
                data,
                tuple(to),
            )
        )
    return events


ADMITTED = ("2026-05-04 09:00", "ulla", "oppna", {"tvangsvard": "ingen"})
NOTICE = (
    "2026-05-04 15:00",
    "ulla",
    "inskrivningsmeddelande",
    {"beraknad": "2026-05-08T10:00:00+00:00", "till": ["vc", "hsv"]},
)
READY = ("2026-05-08 08:00", "disa", "utskrivningsklar", {})


def seen(process, events, now):
    return look(PROCESSES[process], events, local(now), find, LIBRARY.vocabulary, UNITS)


def clock(process, events, name, now="2026-06-30 12:00"):
    return next(one for one in seen(process, events, now).clocks if one.name == name)


def test_the_notice_is_due_24_hours_after_admission_and_is_the_hospital_s():
    found = clock("utskrivning", story(ADMITTED), "Tiden för inskrivningsmeddelande", "2026-05-04 10:00")
    assert found.ends.earliest == local("2026-05-05 09:00")
    assert found.owner == "slutenvården"
    assert found.standing(local("2026-05-05 05:00")) is Running.WARNING
    assert found.standing(local("2026-05-05 09:00")) is Running.OVERDUE


def test_a_need_seen_later_starts_24_hours_of_its_own_and_the_first_no_longer_counts():
    need = ("2026-05-05 08:00", "disa", "bedom_behov", {})
    events = story(ADMITTED, need)
    first = clock("utskrivning", events, "Tiden för inskrivningsmeddelande")
    second = clock("utskrivning", events, "inskrivningsmeddelande när behovet syns senare")
    assert first.standing(local("2026-05-05 12:00")) is Running.REPLACED
    assert second.ends.earliest == local("2026-05-06 08:00")


@pytest.mark.parametrize(
    ("sent", "days_until", "word"),
    [
        ("2026-05-08 12:00", "2026-05-11 00:00", "skickad senast klockan 12"),
        ("2026-05-08 12:40", "2026-05-12 00:00", "skickad efter klockan 12"),
    ],
)
def test_a_notice_after_twelve_moves_the_liability_a_day(sent, days_until, word):
    events = story(ADMITTED, NOTICE, READY, (sent, "ulla", "underratta", {}))
    found = clock("utskrivning", events, "Tiden till betalningsansvar")
    assert found.ends.earliest == local(days_until)
    assert found.ends.latest == local(days_until) + timedelta(days=1)  # the law does not say how the first day counts
    facts = discharge_facts(fold(PROCESSES["utskrivning"], events, UNITS), LIBRARY.vocabulary)
    assert facts["underrattelse_om_utskrivningsklar"] == word


def test_no_longer_ready_takes_the_notice_and_its_clocks_back():
    events = story(
        ADMITTED,
        NOTICE,
        READY,
        ("2026-05-08 09:00", "ulla", "underratta", {}),
        ("2026-05-09 09:00", "disa", "inte_langre_utskrivningsklar", {"skal": "feber"}),
    )
    names = {one.name for one in seen("utskrivning", events, "2026-05-10 12:00").clocks}
    assert "Tiden till betalningsansvar" not in names
    assert "Tiden för kallelse till SIP" not in names


def test_a_call_in_time_stops_its_clock():
    events = story(
        ADMITTED,
        NOTICE,
        READY,
        ("2026-05-08 09:00", "ulla", "underratta", {}),
        (
            "2026-05-09 09:00",
            "fatima",
            "kalla_till_sip",
            {"tid": "2026-05-12T09:00:00+00:00", "plats": "hemmet", "till": ["hsv"]},
        ),
    )
    assert (
        clock("utskrivning", events, "Tiden för kallelse till SIP").standing(local("2026-06-01 00:00"))
        is Running.STOPPED
    )


SUPPORT = [
    ("2026-05-04 09:00", "disa", "bedom_hog_risk", {"skal": "tre inläggningar"}),
    ("2026-05-04 10:00", "disa", "initiera", {"till": ["lm", "vc"], "text": "KOL"}),
    ("2026-05-06 10:00", "lena", "starta", {}),
]


def test_the_support_runs_fourteen_days_and_never_lapses_silently():
    found = clock("lakarstod", story(*SUPPORT), "Läkarstödets tid", "2026-05-10 12:00")
    assert found.ends.earliest == local("2026-05-20 00:00")  # the 14th day when the first is counted
    assert found.ends.latest == local("2026-05-21 00:00")
    assert found.warns is not None
    assert found.warns < found.ends.earliest
    assert found.standing(local("2026-05-20 00:00")) is Running.OVERDUE
    assert seen("lakarstod", story(*SUPPORT), "2026-05-25 12:00").state.is_open


def test_an_extension_ends_when_the_decision_says():
    events = story(
        *SUPPORT, ("2026-05-18 10:00", "lena", "bevilja_forlangning", {"slutar": "2026-05-27", "skal": "oro"})
    )
    old, new = clock("lakarstod", events, "Läkarstödets tid"), clock("lakarstod", events, "förlängt läkarstöd")
    assert old.standing(local("2026-05-22 00:00")) is Running.REPLACED
    assert new.ends.earliest == local("2026-05-28 00:00")
    assert new.from_act


def test_home_without_anybody_taking_over_is_an_alarm_until_somebody_does():
    left = ("2026-05-08 13:00", "ulla", "skriv_ut", {"hem_till": "ordinärt boende"})
    process = PROCESSES["utskrivning"]
    alone = fold(process, story(ADMITTED, NOTICE, READY, left), UNITS)
    assert len(alarms(alone)) == 2
    taken = (("2026-05-08 09:00", "viktor", "ta_over", {}), ("2026-05-08 09:30", "nora", "ta_over", {}))
    before = fold(process, story(ADMITTED, NOTICE, READY, *taken), UNITS)
    assert {one.unit for one in before.bearers.values()} == {"avd"}
    after = fold(process, story(ADMITTED, NOTICE, READY, *taken, left), UNITS)
    assert not alarms(after)
    assert {duty.value: one.unit for duty, one in after.bearers.items()} == {"lakare": "vc", "omvardnad": "hsv"}


def point(when, who, which, standing, unit, until):
    said = {"punkt": which, "lage": standing, "ansvarig": unit, "senast": until, "text": ""}
    return (when, who, "punkt_infor_hemgang", said)


COMPLEX = ("2026-05-05 09:00", "nora", "komplex_hemgang", {"text": "Trakeostomi"})
MATERIAL, TRAINING = (
    "4. Sjukvårdsmaterial: vem beställer, vem betalar, finns det hemma",
    "3. Vem utbildar vem, och när det är gjort",
)


def test_each_point_before_a_complex_home_coming_has_an_owner_and_a_day_of_its_own():
    base = (ADMITTED, NOTICE, COMPLEX)
    material = point("2026-05-05 10:00", "nora", "material", "inte klar", "hsv", "2026-05-07")
    training = point("2026-05-05 10:05", "ulla", "utbildning", "inte klar", "avd", "2026-05-08")
    later = point("2026-05-06 10:00", "nora", "material", "inte klar", "vc", "2026-05-09")
    done = point("2026-05-08 10:00", "ulla", "utbildning", "klar", "avd", "2026-05-08")
    both = story(*base, material, training)
    assert {one.name: one.units for one in seen("utskrivning", both, "2026-05-06 12:00").running() if one.from_act} == {
        MATERIAL: ("hsv",),
        TRAINING: ("avd",),
    }
    now = local("2026-05-08 12:00")
    assert clock("utskrivning", both, MATERIAL).standing(now) is Running.OVERDUE
    moved = story(*base, material, training, later, done)
    assert clock("utskrivning", moved, MATERIAL).units == ("vc",)
    assert clock("utskrivning", moved, MATERIAL).standing(now) is Running.RUNNING
    assert clock("utskrivning", moved, TRAINING).standing(now) is Running.STOPPED


def test_a_point_that_nobody_needs_and_one_that_was_struck_run_no_more():
    base = (ADMITTED, NOTICE, COMPLEX)
    needless = point("2026-05-05 10:00", "nora", "riskanalys", "behövs inte", "hsv", "2026-05-07")
    wrong = point("2026-05-05 10:05", "nora", "material", "inte klar", "hsv", "2026-05-07")
    strike = ("2026-05-05 10:06", "nora", "stryk", {"handelse": 5, "skal": "fel punkt"})
    found = seen("utskrivning", story(*base, needless, wrong, strike), "2026-05-09 12:00")
    assert [one.name for one in found.running() if one.from_act] == []


def test_a_complex_home_coming_is_told_to_every_unit_for_itself():
    message = fold(PROCESSES["utskrivning"], story(ADMITTED, NOTICE, COMPLEX), UNITS).messages[-1]
    assert message.event.kind == "komplex_hemgang"


def test_parties_that_appoint_different_units_are_an_alarm_and_agreeing_settles_it():
    process = PROCESSES["utskrivning"]
    base = [ADMITTED, NOTICE, READY, ("2026-05-08 13:00", "ulla", "skriv_ut", {"hem_till": "ordinärt boende"})]
    region = ("2026-05-08 14:00", "viktor", "utse_agerande", {"uppgift": "omvardnad", "enhet": "hsv", "skal": "a"})
    town = ("2026-05-08 14:10", "nora", "utse_agerande", {"uppgift": "omvardnad", "enhet": "sabo", "skal": "b"})
    agree = ("2026-05-08 14:20", "nora", "utse_agerande", {"uppgift": "omvardnad", "enhet": "hsv", "skal": "b"})
    assert any("olika enheter" in one.text for one in alarms(fold(process, story(*base, region, town), UNITS)))
    settled = fold(process, story(*base, region, town, agree), UNITS)
    assert settled.bearers["omvardnad"].unit == "hsv"
    assert [one.duty.value for one in alarms(settled)] == ["lakare"]


def test_a_recalled_message_takes_the_unit_out_again_unless_it_has_acted():
    events = story(
        ADMITTED,
        NOTICE,
        ("2026-05-05 09:00", "ulla", "meddela", {"till": ["sabo"], "text": "fel enhet"}),
        ("2026-05-05 09:05", "ulla", "aterkalla", {"handelse": 3, "skal": "fel mottagare"}),
    )
    state = fold(PROCESSES["utskrivning"], events, UNITS)
    assert "sabo" not in state.units
    assert not next(one for one in state.messages if one.event.version == 3).unread
