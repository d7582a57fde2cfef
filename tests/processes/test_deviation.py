"""A deviation goes to who can answer, comes back to who reported, and is closed when what was promised is done."""

import pytest

from processes.test_clocks_of_cases import WHO, clock, local, seen, story
from processes.whatever import UNITS
from samsyn.processes.deadlines import Running
from samsyn.processes.judging import judge
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.state import alarms, fold, tasks

PROCESS = PROCESSES["avvikelse"]
REPORT = (
    "2026-05-04 09:00",
    "nora",
    "anmal_avvikelse",
    {"text": "Läkemedelslistan saknades.", "plats": "information", "till": ["avd"], "senast": "2026-05-11"},
)
ANSWER = ("2026-05-10 10:00", "ulla", "besvara", {"text": "Listan skickades till fel enhet."})
MEASURE = (
    "2026-05-12 09:00",
    "nora",
    "besluta_atgard",
    {"text": "Checklista på avdelningen", "ansvarig": "avd", "senast": "2026-05-20"},
)


def state(*lines):
    return fold(PROCESS, story(*lines), UNITS)


def why(case, who, act, **data):
    refusal = judge(case, PROCESS.acts[act], WHO[who], data)
    return refusal.why if refusal else ""


def test_the_receiver_has_until_the_day_the_reporter_said_and_a_late_answer_is_told_as_late():
    asked = clock("avvikelse", story(REPORT), "Svar på avvikelsen", "2026-05-05 12:00")
    assert asked.ends.earliest == local("2026-05-12 00:00")
    assert seen("avvikelse", story(REPORT), "2026-05-05 12:00").owners(asked) == ("avd",)
    assert asked.standing(local("2026-05-10 08:00")) is Running.WARNING
    assert asked.standing(local("2026-05-12 00:00")) is Running.OVERDUE
    late = ("2026-05-13 10:00", *ANSWER[1:])
    assert (
        clock("avvikelse", story(REPORT, late), "Svar på avvikelsen").standing(local("2026-06-01 00:00"))
        is Running.LATE
    )
    in_time = clock("avvikelse", story(REPORT, ANSWER), "Svar på avvikelsen")
    assert in_time.standing(local("2026-06-01 00:00")) is Running.STOPPED


def test_only_those_asked_answer_and_only_the_one_who_reported_says_that_it_is_enough():
    sent, answered = state(REPORT), state(REPORT, ANSWER)
    assert not why(sent, "ulla", "besvara")
    assert "ställt till" in why(sent, "nora", "besvara")
    assert "inte besvarad" in why(sent, "nora", "avsluta_avvikelse")
    assert not why(answered, "nora", "avsluta_avvikelse")
    assert "anmälde" in why(answered, "ulla", "avsluta_avvikelse")


def test_the_answer_goes_back_to_the_one_who_reported():
    answered = state(REPORT, (*ANSWER[:3], {**ANSWER[3], "till": ["hsv"]}))
    assert [message.unread for message in answered.messages if message.event.kind == "besvara"] == [("hsv",)]


def test_the_wrong_receiver_sends_it_on_and_the_next_one_has_a_day_of_its_own():
    on = (
        "2026-05-05 09:00",
        "ulla",
        "skicka_vidare",
        {"till": ["vc"], "senast": "2026-05-15", "skal": "Vår är den inte."},
    )
    moved = state(REPORT, on)
    assert not why(moved, "viktor", "besvara")
    assert "ställt till" in why(moved, "ulla", "besvara")
    found = clock("avvikelse", story(REPORT, on), "Svar på avvikelsen", "2026-05-06 12:00")
    assert (found.ends.earliest, found.units) == (local("2026-05-16 00:00"), ("vc",))


def test_it_is_not_closed_before_every_measure_is_done_and_each_has_its_own_day():
    other = ("2026-05-12 10:00", "nora", "besluta_atgard", {"text": "Möte", "ansvarig": "hsv", "senast": "2026-06-01"})
    two = story(REPORT, ANSWER, MEASURE, other)
    running = [
        one for one in seen("avvikelse", two, "2026-05-13 09:00").running() if one.name == "Åtgärd efter avvikelsen"
    ]
    assert [(one.ends.earliest, one.units) for one in running] == [
        (local("2026-05-21 00:00"), ("avd",)),
        (local("2026-06-02 00:00"), ("hsv",)),
    ]
    assert "åtgärd" in why(fold(PROCESS, two, UNITS), "nora", "avsluta_avvikelse")
    assert why(fold(PROCESS, two, UNITS), "nora", "atgard_klar", handelse=1)
    done = story(
        REPORT,
        ANSWER,
        MEASURE,
        other,
        ("2026-05-19 09:00", "ulla", "atgard_klar", {"handelse": 3}),
        ("2026-05-30 09:00", "nora", "atgard_klar", {"handelse": 4}),
    )
    assert not why(fold(PROCESS, done, UNITS), "nora", "avsluta_avvikelse")


def test_an_answer_that_is_not_enough_is_asked_for_again():
    more = (
        "2026-05-11 09:00",
        "nora",
        "begar_komplettering",
        {"till": ["avd"], "senast": "2026-05-18", "skal": "Varför?"},
    )
    again = state(REPORT, ANSWER, more)
    assert again.stage_id == "skickad"
    assert not why(again, "ulla", "besvara")
    assert clock(
        "avvikelse", story(REPORT, ANSWER, more), "Svar på avvikelsen", "2026-05-12 09:00"
    ).ends.earliest == local("2026-05-19 00:00")


@pytest.mark.parametrize("act", ["avliden", "flytt", "utse_agerande", "ta_over", "beskriv_behovet"])
def test_a_deviation_is_no_care(act):
    assert act not in PROCESS.acts


def test_nobody_has_to_be_appointed_for_a_deviation():
    assert not alarms(state(REPORT))


def test_the_task_is_the_receiver_s():
    assert [(task.act, task.units) for task in tasks(state(REPORT)) if task.act == "besvara"] == [("besvara", ("avd",))]
