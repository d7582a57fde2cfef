"""Enrolment: what its cases say to the agreements, what people decide, and the days they set."""

from dataclasses import replace
from datetime import date

import pytest

from processes.test_clocks_of_cases import local, story
from processes.whatever import ACTORS, LIBRARY, UNITS, agreement_on, find
from samsyn.evaluation.answers import Status
from samsyn.evaluation.expectations import compile_once
from samsyn.processes import enrolment as e
from samsyn.processes.cast import Role
from samsyn.processes.deadlines import Running
from samsyn.processes.enrolment import ENROLMENT
from samsyn.processes.judging import judge, permits
from samsyn.processes.kinds import PROCESSES, look
from samsyn.processes.process import Leads, Refuses
from samsyn.processes.regions import questions, region_of
from samsyn.processes.state import alarms, fold
from samsyn.processes.telling_enrolment import decision

WHO = {actor.account: actor for actor in ACTORS}
SAID = {"text": "insulin varje dag", "vardas_just_nu_i": "hemmet", "till": ["hsv"]}
RAISED = ("2026-05-04 09:00", "viktor", e.FROM_PRIMARY_CARE, {**SAID})
NEED = (
    "2026-05-04 10:00",
    "nora",
    "beskriv_behovet",
    {
        "insats": "insulin",
        "behovets_tid": "sammanhängande",
        "behov_av_samordning": "ja",
        "identifierad_risk": "ja",
        "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl",
        "bedomd_som_egenvard": "inte egenvård",
        "yrkesroll": "sjuksköterska",
        "lakare_ansvarig_over_tid": "vårdcentralen",
    },
)
PLANNED = ("2026-05-05 10:00", "nora", e.PLAN, {"text": "insulin morgon och kväll"})
ENROLLED = ("2026-05-05 14:00", "nora", e.ENROL, {"skal": "klarar inte tröskeln", "omprovas": "2026-11-05"})
SINGLE = (
    "2026-05-05 14:00",
    "nora",
    e.SINGLE,
    {"uppgift": "antibiotika", "forsta_dagen": "2026-05-05", "sista_dagen": "2026-05-12", "skal": "känt slut"},
)
PERSON = {
    "alder": 82,
    "bor_i": "ordinärt boende",
    "vistelsekommun": "Varberg",
    "folkbokford": "i kommunen",
    "listad": "i länet",
    "inskriven": "nej",
}
OREBRO = {**PERSON, "vistelsekommun": "kommun i Örebro län"}


def seen(events, now="2026-05-06 12:00", about=PERSON):
    return look(ENROLMENT, events, local(now), find, LIBRARY.vocabulary, UNITS, about)


def answered(case, answer):
    """The agreement's answer for a case, as (status, value)."""
    agreement_id = questions(ENROLMENT, case.facts)[0][0]
    agreement = agreement_on(agreement_id, date(2026, 5, 4))
    known = {name: value for name, value in case.facts.items() if name in agreement.facts}
    standing = compile_once(agreement).decide(known, (answer,))[answer]
    return standing.status, standing.value


@pytest.mark.parametrize(
    ("who", "way", "raised_by"),
    [
        ("viktor", e.FROM_PRIMARY_CARE, "vårdcentralen"),
        ("pia", e.FROM_SPECIALISED, "psykiatrisk öppenvård"),
        ("ulla", e.FROM_WARD, "slutenvården"),
        ("nora", e.FROM_MUNICIPALITY, "kommunens personal"),
    ],
)
def test_each_way_in_says_who_raised_the_need(who, way, raised_by):
    case = seen(story(("2026-05-04 09:00", who, way, {**SAID, "till": ["vc"]})))
    assert case.facts["behovet_anmalt_av"] == raised_by
    assert case.state.stage_id == e.RAISED


def test_who_raises_the_need_in_the_region_has_the_doctor_s_duty_meanwhile_and_from_the_municipality_it_alarms():
    assert not alarms(fold(ENROLMENT, story(RAISED), UNITS))
    alone = fold(ENROLMENT, story(("2026-05-04 09:00", "nora", e.FROM_MUNICIPALITY, {**SAID, "till": ["vc"]})), UNITS)
    assert [one.duty.value for one in alarms(alone)] == ["lakare"]


def test_halland_answers_that_who_cannot_reach_the_centre_shall_be_enrolled_and_a_passing_need_shall_not():
    case = seen(story(RAISED, NEED))
    assert answered(case, "ska_skrivas_in") == (Status.SETTLED, "ja")
    assert answered(case, "klarar_troskeln") == (Status.SETTLED, "nej")
    passing = {"behovets_tid": "avgränsat", "kan_ta_sig_till_vardcentralen": "tillfälligt nej"}
    short = seen(story(RAISED, (*NEED[:3], {**NEED[3], "insats": "injektionskur", **passing})))
    assert answered(short, "ska_skrivas_in") == (Status.SETTLED, "nej")
    assert answered(short, "enstaka_hembesok") == (Status.SETTLED, "ja")


def test_orebro_asks_for_coordination_and_risk_and_for_nothing_else():
    assert answered(seen(story(RAISED, NEED), about=OREBRO), "ska_skrivas_in") == (Status.SETTLED, "ja")
    without = (*NEED[:3], {**NEED[3], "identifierad_risk": "nej"})
    assert answered(seen(story(RAISED, without), about=OREBRO), "ska_skrivas_in") == (Status.SETTLED, "nej")
    assert answered(seen(story(RAISED, without)), "ska_skrivas_in") == (
        Status.SETTLED,
        "ja",
    )  # Halland asks for no risk
    assert answered(seen(story(RAISED), about=OREBRO), "vag_in") == (Status.SETTLED, "regional primärvård")


def test_the_municipality_s_own_judgement_of_safety_is_what_orebro_answers_with():
    unsafe = (
        "2026-05-05 09:00",
        "nora",
        e.SAFETY,
        {"patientsakerhetsbedomning": "kan inte utföras säkert", "text": "a"},
    )
    assert answered(seen(story(RAISED), about=OREBRO), "kan_utforas_hemma")[0] is Status.SILENT
    assert answered(seen(story(RAISED, unsafe), about=OREBRO), "kan_utforas_hemma") == (Status.SETTLED, "nej")


HOME_AGAIN = ("2026-05-05 09:00", "ulla", e.HOME_AGAIN, {"specialistvarden_till": "2026-05-12"})
FROM_WARD = ("2026-05-04 09:00", "ulla", e.FROM_WARD, {**SAID})


def test_in_orebro_specialised_care_keeps_its_responsibility_until_the_day_people_set_and_then_it_is_over():
    events = story(FROM_WARD, NEED, HOME_AGAIN)
    case = seen(events, about=OREBRO)
    clock = next(one for one in case.clocks if one.name == e.EXTENDED)
    assert clock.ends.earliest == local("2026-05-13 00:00")
    assert clock.owner == "specialiserad vård"
    assert case.owners(clock) == ("avd",)
    assert case.facts["specialistvardens_forlangda_ansvar"] == "pågår"
    assert answered(case, "ansvarig_verksamhet") == (Status.SETTLED, "specialiserad vård")
    assert answered(case, "huvudman") == (Status.SETTLED, "region")
    later = seen(events, "2026-05-13 00:00", about=OREBRO)
    assert later.facts["specialistvardens_forlangda_ansvar"] == "löpt ut"
    assert (
        next(one for one in later.clocks if one.name == e.EXTENDED).standing(local("2026-05-13 00:00"))
        is Running.STOPPED
    )
    assert not later.overdue(local("2026-05-20 00:00"))  # it is a time that passes: nobody had to stop it


def test_without_a_last_day_the_seven_days_run_and_nobody_says_how_long():
    unsaid = (*HOME_AGAIN[:3], {})
    case = seen(story(FROM_WARD, NEED, unsaid), "2026-06-20 12:00", about=OREBRO)
    clock = next(one for one in case.clocks if one.name == e.EXTENDED)
    assert clock.standing(local("2026-06-20 12:00")) is Running.ENDLESS


def test_halland_has_no_such_days_and_who_is_under_eighteen_in_orebro_is_specialised_care_s():
    case = seen(story(FROM_WARD, NEED, HOME_AGAIN))
    assert not any(clock.name == e.EXTENDED for clock in case.clocks)
    child = seen(story(RAISED, NEED), about={**OREBRO, "alder": 12})
    assert answered(child, "ansvarig_verksamhet") == (Status.SETTLED, "specialiserad vård")
    assert answered(child, "ska_skrivas_in")[0] is Status.SILENT  # if a child is enrolled all the same no source says


def test_a_clock_stays_under_the_agreement_its_event_was_recorded_under_wherever_the_person_goes():
    pinned = [replace(event, closures={"orebro/hemsjukvard": "f"}) for event in story(FROM_WARD, NEED, HOME_AGAIN)]
    assert any(clock.name == e.EXTENDED for clock in seen(pinned, about=PERSON).clocks)


def test_where_no_agreement_is_known_none_is_asked():
    assert region_of({"vistelsekommun": "kommun i övriga landet"}) == ""
    assert questions(ENROLMENT, {}) == ()


def test_nothing_is_decided_by_an_answer_only_by_the_municipality_s_people_and_after_planning():
    case = seen(story(RAISED, NEED))
    assert case.state.stage_id == e.RAISED
    assert decision(case.state) is None
    assert isinstance(ENROLMENT.step(e.RAISED, e.ENROL), Refuses)
    for actor in ACTORS:
        can = permits(ENROLMENT.acts[e.ENROL], actor) is None
        assert can == (actor.role is Role.NURSE)
    enrolled = seen(story(RAISED, NEED, PLANNED, ENROLLED))
    assert decision(enrolled.state).by == "nora"
    assert enrolled.facts["inskriven"] == "ja"
    assert enrolled.facts["vardplanering_gjord"] == "ja"


def test_a_review_is_due_the_day_people_set_and_the_next_one_the_next():
    events = [RAISED, NEED, PLANNED, ENROLLED]
    clock = next(one for one in seen(story(*events)).clocks if one.name == "Omprövning av inskrivningen")
    assert clock.ends.earliest == local("2026-11-06 00:00")  # the day itself is left to them
    assert clock.standing(local("2026-11-06 00:00")) is Running.OVERDUE
    assert seen(story(*events)).owners(clock) == ("hsv",)
    again = ("2026-10-20 10:00", "nora", e.REVIEW, {"skal": "samma behov", "omprovas": "2027-04-20"})
    clock = next(one for one in seen(story(*events, again)).clocks if one.name == "Omprövning av inskrivningen")
    assert clock.ends.earliest == local("2027-04-21 00:00")
    assert clock.is_running()


def test_single_visits_run_out_visibly_and_never_end_by_themselves():
    case = seen(story(RAISED, NEED, SINGLE), "2026-05-20 12:00")
    assert case.state.stage_id == e.VISITED
    assert [one.name for one in case.overdue(local("2026-05-20 12:00"))] == ["Sista dagen för enstaka hembesök"]
    assert case.facts["inskriven"] == "nej"
    assert answered(case, "huvudman") == (Status.SETTLED, "region")
    longer = ("2026-05-12 10:00", "nora", e.LONGER, {"sista_dagen": "2026-05-25", "skal": "nytt recept"})
    assert not seen(story(RAISED, NEED, SINGLE, longer), "2026-05-20 12:00").overdue(local("2026-05-20 12:00"))
    ended = ("2026-05-12 10:00", "nora", e.END_SINGLE, {"text": "kuren är klar"})
    assert not seen(story(RAISED, NEED, SINGLE, ended), "2026-05-20 12:00").state.is_open


def test_a_need_that_has_grown_is_tried_anew_and_its_last_day_no_longer_counts():
    grown = ("2026-05-11 10:00", "nora", e.GROWN, {"text": "såret läker inte"})
    case = seen(story(RAISED, NEED, SINGLE, grown), "2026-05-20 12:00")
    assert case.state.stage_id == e.RAISED
    assert not case.overdue(local("2026-05-20 12:00"))
    assert isinstance(ENROLMENT.step(e.RAISED, e.PLAN), Leads)


def test_single_visits_do_not_end_before_they_begin():
    state = fold(ENROLMENT, story(RAISED), UNITS)
    data = {**SINGLE[3], "sista_dagen": "2026-05-04"}
    refusal = judge(state, ENROLMENT.acts[e.SINGLE], WHO["nora"], data)
    assert refusal is not None
    assert "före den första" in refusal.why


def test_who_leaves_home_care_is_enrolled_no_longer_and_the_nursing_is_let_go():
    left = ("2026-09-01 10:00", "nora", e.LEAVE, {"skal": "kan ta sig till vårdcentralen", "hanvisning": "Ängen"})
    case = seen(story(RAISED, NEED, PLANNED, ENROLLED, left), "2026-09-02 12:00")
    assert case.facts["inskriven"] == "nej"
    assert "omvardnad" not in {duty.value for duty in case.state.bearers}


def test_a_decision_that_is_struck_decides_nothing():
    strike = ("2026-05-06 10:00", "nora", "stryk", {"handelse": 4, "skal": "fel person"})
    case = seen(story(RAISED, NEED, PLANNED, ENROLLED, strike))
    assert case.state.stage_id == e.PLANNED
    assert decision(case.state) is None
    assert case.facts["inskriven"] == "nej"  # as the person's own page has it


VISITED = ("2026-05-05 11:00", "viktor", e.DOCTOR_VISIT, {"text": "stabil"})


def test_a_doctor_s_visit_at_home_is_told_by_whose_doctor_it_was_and_moves_nothing():
    by_centre = seen(story(RAISED, NEED, PLANNED, VISITED, ENROLLED))
    by_lm = seen(story(RAISED, NEED, PLANNED, (VISITED[0], "lena", *VISITED[2:]), ENROLLED))
    for case, who in ((by_centre, "läkarbesök av vårdcentralen"), (by_lm, "läkarbesök av Läkarmedverkan")):
        assert [one.name for one in case.state.occurred if one.name.startswith("läkarbesök")] == [who]
        assert case.state.stage_id == e.ENROLLED


def test_a_doctor_s_visit_is_recorded_by_the_doctor_who_came():
    can = {actor.account for actor in ACTORS if permits(ENROLMENT.acts[e.DOCTOR_VISIT], actor) is None}
    assert can == {"viktor", "lena"}


def test_after_home_care_has_ended_a_visit_is_no_visit_of_home_care():
    left = fold(ENROLMENT, story(RAISED, PLANNED, ENROLLED), UNITS)
    assert isinstance(ENROLMENT.step(left.stage_id, e.DOCTOR_VISIT), Leads)
    assert "utskriven ur hemsjukvården" in ENROLMENT.step(e.LEFT, e.DOCTOR_VISIT).why


def test_a_discharge_in_orebro_starts_the_seven_days_too_though_nobody_says_how_they_are_counted():
    events = story(
        ("2026-05-04 09:00", "ulla", "oppna", {"tvangsvard": "ingen"}),
        (
            "2026-05-04 10:00",
            "ulla",
            "inskrivningsmeddelande",
            {"beraknad": "2026-05-06T10:00:00+00:00", "till": ["vc"]},
        ),
        ("2026-05-05 09:00", "disa", "utskrivningsklar", {}),
        ("2026-05-06 10:00", "ulla", "skriv_ut", {"hem_till": "ordinärt boende"}),
    )
    for about, runs in ((OREBRO, True), (PERSON, False)):
        case = look(PROCESSES["utskrivning"], events, local("2026-05-07 10:00"), find, LIBRARY.vocabulary, UNITS, about)
        assert any(clock.name == e.EXTENDED for clock in case.clocks) is runs
