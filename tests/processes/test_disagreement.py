"""Who acts is settled at once, who is right takes the time it takes, and what was settled binds nobody next time."""

import pytest

from processes.test_clocks_of_cases import WHO, local, seen, story
from processes.whatever import UNITS
from samsyn.processes.deadlines import Running
from samsyn.processes.disagreement import level, rows, settlement
from samsyn.processes.fields import AgreementRow
from samsyn.processes.judging import judge
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.ladder import OURS, PROPOSED, LadderFault, ladder_for, read_ladder
from samsyn.processes.process import Leads
from samsyn.processes.state import alarms, fold, tasks

PROCESS = PROCESSES["oenighet"]
ROW = "halland/hemsjukvard | primarvardsniva | kommunernas exempel"
RAISE = (
    "2026-05-04 09:00",
    "nora",
    "anmal_oenighet",
    {
        "uppgifter": ["omvardnad"],
        "text": "Vem utför peritonealdialysen hemma?",
        "rader": [ROW],
        "till": ["avd"],
        "senast": "2026-05-07",
        "insats": "peritonealdialys",
    },
)
APPOINT = (
    "2026-05-04 09:01",
    "ulla",
    "utse_agerande",
    {"uppgift": "omvardnad", "enhet": "avd", "skal": "Har kompetensen nu."},
)
CLIMB = (
    "2026-05-07 15:00",
    "nora",
    "lyft_nivan",
    {"skal": "Ingen enighet", "till": ["avd", "bist"], "senast": "2026-05-17"},
)
PROPOSE = (
    "2026-05-12 09:00",
    "ulla",
    "foresla_losning",
    {
        "text": "Regionen gör det i sex veckor.",
        "ansvarig_part": "region",
        "enskilt_fall": "Regionen utförde under inlärning.",
        "till": ["hsv", "lm"],
    },
)
ACCEPT = ("2026-05-13 09:00", "nora", "godta_losning", {"far_visas": "ja"})


def state(*lines):
    return fold(PROCESS, story(*lines), UNITS)


def why(case, who, act, **data):
    refusal = judge(case, PROCESS.acts[act], WHO[who], data)
    return refusal.why if refusal else ""


def test_the_alarm_stands_from_the_first_moment_until_somebody_acts_and_only_for_what_is_disputed():
    assert [alarm.duty.value for alarm in alarms(state(RAISE))] == ["omvardnad"]
    appointed = state(RAISE, APPOINT)
    assert not alarms(appointed)
    assert appointed.bearers["omvardnad"].unit == "avd"


def test_who_acts_goes_on_while_the_question_climbs():
    climbed = state(RAISE, APPOINT, CLIMB)
    assert climbed.bearers["omvardnad"].unit == "avd"
    assert (climbed.stage_id, level(climbed)) == ("niva_2", 2)


def test_each_level_has_its_own_day_and_both_parties_see_to_it():
    first = seen("oenighet", story(RAISE, APPOINT), "2026-05-05 09:00")
    (running,) = first.running()
    assert running.ends.earliest == local("2026-05-08 00:00")
    assert first.owners(running) == ("hsv", "avd")
    second = seen("oenighet", story(RAISE, APPOINT, CLIMB), "2026-05-18 09:00")
    (running,) = second.running()
    assert running.standing(local("2026-05-18 09:00")) is Running.OVERDUE


def test_the_other_party_accepts_and_not_the_one_who_proposed():
    proposed = state(RAISE, APPOINT, PROPOSE)
    assert "er part" in why(proposed, "lena", "godta_losning", far_visas="ja")
    assert not why(proposed, "nora", "godta_losning", far_visas="ja")
    assert "godta_losning" in {task.act for task in tasks(proposed)}
    assert "godta_losning" not in {task.act for task in tasks(state(RAISE, APPOINT))}
    assert "obesvarat" in why(state(RAISE, APPOINT), "nora", "godta_losning", far_visas="ja")


def test_a_proposal_that_is_not_accepted_leaves_the_question_where_it_is():
    no = ("2026-05-12 12:00", "nora", "godta_inte_losning", {"skal": "Sex veckor räcker inte."})
    rejected = state(RAISE, APPOINT, CLIMB, PROPOSE, no)
    assert rejected.stage_id == "niva_2"
    assert "obesvarat" in why(rejected, "nora", "godta_losning", far_visas="ja")


def test_a_settlement_says_which_rows_on_which_level_and_nothing_of_the_person():
    found = settlement(state(RAISE, APPOINT, CLIMB, PROPOSE, ACCEPT))
    assert found.rows == (AgreementRow("halland/hemsjukvard", "primarvardsniva", "kommunernas exempel"),)
    assert (found.level, found.party, found.text) == (2, "region", "Regionen utförde under inlärning.")


@pytest.mark.parametrize(
    "lines", [(RAISE, APPOINT), (RAISE, APPOINT, PROPOSE), (RAISE, PROPOSE, (*ACCEPT[:3], {"far_visas": "nej"}))]
)
def test_nothing_is_shown_to_others_before_both_parties_say_that_it_may(lines):
    assert settlement(state(*lines)) is None


def test_the_rows_in_dispute_are_kept_in_one_form():
    assert [str(one) for one in rows(state(RAISE))] == [ROW]


def test_the_highest_level_has_nothing_above_it():
    assert isinstance(PROCESS.step("niva_3", "lyft_nivan"), Leads)
    assert "högsta" in PROCESS.step("niva_4", "lyft_nivan").why


def test_a_risk_is_a_measure_with_an_owner_and_a_day():
    risk = (
        "2026-05-04 10:00",
        "nora",
        "bedom_risk",
        {
            "risk": "Infektion",
            "sannolikhet": "3",
            "konsekvens": "5",
            "atgard": "Två personer utbildas",
            "ansvarig": "avd",
            "senast": "2026-05-06",
        },
    )
    found = next(
        one
        for one in seen("oenighet", story(RAISE, APPOINT, risk), "2026-05-05 09:00").running()
        if one.units == ("avd",)
    )
    assert found.name == "Åtgärd mot en risk"
    assert not why(state(RAISE, APPOINT, risk), "ulla", "atgard_klar", handelse=3)


def test_a_ladder_is_ours_until_a_region_writes_its_own(tmp_path):
    assert ladder_for(tmp_path, "halland/hemsjukvard") is PROPOSED
    assert PROPOSED.source == OURS
    (tmp_path / "halland").mkdir()
    (tmp_path / "halland/oenighetstrappa.toml").write_text(
        'kalla = "Beslut 2027-01-01"\n[[niva]]\nnamn = "lokalt"\nvilka = "cheferna"\n[[niva]]\nnamn = "gruppen"\nvilka = "oenighetsgruppen"\ndagar = 14\n',
        encoding="utf-8",
    )
    found = ladder_for(tmp_path, "halland/hemsjukvard")
    assert [(one.name, one.days) for one in found.levels] == [("lokalt", None), ("gruppen", 14)]
    assert not found.is_ours
    assert found.level(3) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("källa", "TOML"),
        ("x = 1", "kalla"),
        ('kalla = "a"', "nivåer"),
        ('kalla = "a"\n[[niva]]\nnamn = "b"', "vilka"),
        ('kalla = "a"\n[[niva]]\nnamn = "b"\nvilka = "c"\ndagar = 0', "dagar"),
    ],
)
def test_a_ladder_with_a_fault_says_where_and_what(text, says):
    with pytest.raises(LadderFault, match=says):
        read_ladder(text, "halland/oenighetstrappa.toml")
