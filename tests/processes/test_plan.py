"""SIP: consent first, the law's four things, who really came, and whether the following-up was kept."""

from datetime import date

import pytest

from processes.test_clocks_of_cases import local, story
from processes.whatever import ACTORS, LIBRARY, UNITS, find
from samsyn.processes import plan as p
from samsyn.processes.deadlines import Running, barred
from samsyn.processes.judging import judge
from samsyn.processes.kinds import look
from samsyn.processes.plan import PLAN
from samsyn.processes.process import Refuses
from samsyn.processes.state import alarms, fold
from samsyn.processes.telling_plan import attendances, followed_up, written_plan

WHO = {actor.account: actor for actor in ACTORS}
NEED = ("2026-05-04 09:00", "nora", p.NEED, {"text": "många kontakter", "till": ["vc", "bist"]})
CONSENT = ("2026-05-04 10:00", "nora", p.CONSENT, {"omfattar": "vård och hjälp hemma", "galler_till": "2026-12-31"})
CALL = (
    "2026-05-05 10:00",
    "fatima",
    p.CALL,
    {
        "tid": "2026-05-12T09:00:00+00:00",
        "plats": "hemmet",
        "fragor": "Vem hjälper på natten?",
        "lakarkompetens_behovs_i_sip": "ja",
        "till": ["hsv", "bist"],
    },
)
MET = ("2026-05-12 12:00", "fatima", p.MEETING, {"kom": ["den enskilde", "sjuksköterska"]})
GOAL = ("2026-05-12 12:10", "fatima", p.GOAL, {"mal": "Jag vill kunna gå ut till fåglarna."})
OURS = (
    "2026-05-12 12:15",
    "nora",
    p.ACTION,
    {"insats": "Träna att gå", "ansvar": "kommun", "vem": "fysioterapeuten", "nar": "tisdagar"},
)
THEIRS = (
    "2026-05-12 12:16",
    "nora",
    p.ACTION,
    {"insats": "Följa med till sjön", "ansvar": "annan", "vem": "dottern", "nar": "söndagar"},
)
ADOPTED = (
    "2026-05-12 12:30",
    "fatima",
    p.ADOPT,
    {
        "overgripande": "kommun",
        "kontakt": "Nora, sjuksköterska",
        "ring_dagtid": "Nora, 0340-00 00 01",
        "ring_ovrig_tid": "nattpatrullen, 0340-00 00 02",
        "foljs_upp": "2026-06-12",
    },
)
ALL = [NEED, CONSENT, CALL, MET, GOAL, OURS, THEIRS, ADOPTED]


def seen(events, now="2026-05-20 12:00", about=None):
    return look(PLAN, events, local(now), find, LIBRARY.vocabulary, UNITS, about)


def clock(events, name, now="2026-05-20 12:00"):
    return next(one for one in seen(events, now).clocks if one.name == name)


def follow(when, **more):
    return (when, "nora", p.FOLLOW_UP, {"kom": ["den enskilde", "läkare"], "text": "går bättre", **more})


def test_without_consent_nobody_is_called_and_nothing_is_written():
    for act in (p.CALL, p.MEETING, p.GOAL, p.ACTION, p.ADOPT):
        assert isinstance(PLAN.step(p.NEEDED, act), Refuses)
    assert "samtyckt" in PLAN.step(p.NEEDED, p.CALL).why
    declined = fold(PLAN, story(NEED, ("2026-05-04 10:00", "nora", p.NO_CONSENT, {})), UNITS)
    assert not declined.is_open


def test_consent_is_of_something_until_a_day_and_when_that_has_passed_it_shows():
    found = clock(story(NEED, CONSENT), "Samtyckets sista dag")
    assert found.ends.earliest == local("2027-01-01 00:00")
    assert found.standing(local("2027-01-01 00:00")) is Running.OVERDUE
    renewed = ("2026-12-20 10:00", "nora", p.CONSENT, {"omfattar": "samma", "galler_till": "2027-06-30"})
    assert clock(story(NEED, CONSENT, renewed), "Samtyckets sista dag").ends.earliest == local("2027-07-01 00:00")


@pytest.mark.parametrize("act", [p.CALL, p.MEETING, p.GOAL, p.ACTION, p.ADOPT, p.FOLLOW_UP])
def test_when_the_consent_has_run_out_nothing_is_done_in_the_plan_until_it_is_given_anew(act):
    short = (*CONSENT[:3], {**CONSENT[3], "galler_till": "2026-05-06"})
    renewed = ("2026-05-09 10:00", "nora", p.CONSENT, {"omfattar": "samma", "galler_till": "2027-06-30"})
    state = fold(PLAN, story(NEED, short), UNITS)
    assert not barred(state, act, local("2026-05-06 23:59"))
    assert "2026-05-06" in barred(state, act, local("2026-05-07 00:00"))
    assert not barred(fold(PLAN, story(NEED, short, renewed), UNITS), act, local("2026-05-10 10:00"))


def test_a_consent_that_has_run_out_is_none_but_what_is_needless_can_still_be_said_and_the_plan_closed():
    short = (*CONSENT[:3], {**CONSENT[3], "galler_till": "2026-05-13"})
    case = seen(story(NEED, short, *ALL[2:]))
    assert case.facts["samtycker_till_sip"] == "nej"
    assert seen(story(*ALL)).facts["samtycker_till_sip"] == "ja"
    for act in (p.CONSENT, p.WITHDRAW, p.MISSED, p.NOT_FOLLOWED, p.CLOSE, "meddela"):
        assert not barred(case.state, act, local("2026-05-20 12:00"))


def test_consent_withdrawn_half_way_stops_the_work_for_everybody_and_what_stands_stays():
    withdrawn = ("2026-05-08 10:00", "nora", p.WITHDRAW, {})
    case = seen(story(NEED, CONSENT, CALL, withdrawn))
    assert case.state.stage_id == p.REVOKED
    assert case.facts["samtycker_till_sip"] == "nej"
    assert not case.running()
    assert not any(one.name == "Samtyckets sista dag" for one in case.clocks)
    assert len(case.state.reads) == 4
    act = PLAN.acts[p.WITHDRAW]
    assert act.wants_receipt
    assert not act.sends_to  # every unit of the case gets to know


def test_a_plan_needs_a_goal_in_the_person_s_words_and_somebody_who_does_something():
    def why(*events):
        refusal = judge(fold(PLAN, story(*events), UNITS), PLAN.acts[p.ADOPT], WHO["fatima"], ADOPTED[3])
        return refusal.why if refusal else ""

    assert "inget mål" in why(NEED, CONSENT, CALL, MET)
    assert "ingen insats" in why(NEED, CONSENT, CALL, MET, GOAL)
    assert why(NEED, CONSENT, CALL, MET, GOAL, OURS) == ""


def test_the_plan_holds_the_law_s_four_things():
    written = written_plan(fold(PLAN, story(*ALL), UNITS))
    assert [one.what for one in written.actions] == ["Träna att gå", "Följa med till sjön"]
    assert [one.who for one in written.of("kommun")] == ["fysioterapeuten"]
    assert [one.who for one in written.of("annan")] == ["dottern"]
    assert written.of("region") == ()
    assert written.overall == "kommun"
    assert written.goals == ("Jag vill kunna gå ut till fåglarna.",)
    assert written.follow_up_by == date(2026, 6, 12)


def test_what_is_struck_is_not_in_the_plan():
    strike = ("2026-05-13 10:00", "nora", "stryk", {"handelse": 7, "skal": "dottern kan inte"})
    assert len(written_plan(fold(PLAN, story(*ALL, strike), UNITS)).actions) == 1


def test_it_is_told_who_really_came_above_all_a_doctor_who_was_needed():
    meeting = attendances(fold(PLAN, story(*ALL), UNITS))[0]
    assert meeting.needed_doctor
    assert not meeting.doctor_came
    assert attendances(fold(PLAN, story(*ALL, follow("2026-06-10 10:00")), UNITS))[1].doctor_came


def test_a_follow_up_in_time_is_kept_and_one_late_or_never_is_not():
    def kept(*events):
        return [one.is_kept for one in followed_up(fold(PLAN, story(*ALL, *events), UNITS))]

    put_off = ("2026-06-05 10:00", "nora", p.NOT_FOLLOWED, {"skal": "sjuk", "foljs_upp": "2026-06-20"})
    too_late = ("2026-06-15 10:00", "nora", p.NOT_FOLLOWED, {"skal": "glömdes", "foljs_upp": "2026-06-20"})
    closed = ("2026-06-01 10:00", "nora", p.CLOSE, {"grund": "målen nådda"})
    closed_late = ("2026-06-13 10:00", "nora", p.CLOSE, {"grund": "målen nådda"})
    assert kept() == [False]
    assert kept(closed) == []  # nobody was to follow up what had been closed
    assert kept(closed_late) == [False]
    assert kept(follow("2026-06-12 23:00")) == [True]
    assert kept(follow("2026-06-13 10:00")) == [False]
    assert kept(follow("2026-06-10 10:00", foljs_upp="2026-09-01")) == [True, False]
    assert kept(put_off, follow("2026-06-18 10:00")) == [True]
    assert kept(too_late, follow("2026-06-18 10:00")) == [False, True]


def test_the_day_of_the_follow_up_runs_like_a_clock_until_it_is_held():
    name = "Uppföljning av planen"
    assert clock(story(*ALL), name).standing(local("2026-06-13 00:00")) is Running.OVERDUE
    assert clock(story(*ALL, follow("2026-06-10 10:00")), name).standing(local("2026-07-01 00:00")) is Running.STOPPED
    assert clock(story(*ALL, follow("2026-06-14 10:00")), name).standing(local("2026-07-01 00:00")) is Running.LATE


def test_a_plan_is_no_care_and_alarms_about_no_duty():
    state = fold(PLAN, story(*ALL), UNITS)
    assert state.is_open
    assert not alarms(state)
    assert "ta_over" not in PLAN.acts


def test_a_missed_meeting_is_called_anew():
    missed = ("2026-05-12 12:00", "fatima", p.MISSED, {"skal": "läkaren fick förhinder"})
    case = seen(story(NEED, CONSENT, CALL, missed))
    assert case.state.stage_id == p.CONSENTED
    assert not any(one.is_running() and one.name == "SIP-mötet" for one in case.clocks)
