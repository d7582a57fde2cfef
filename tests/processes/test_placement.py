"""Who decided on where a patient lives: told by the municipality in a discharge, for the law's rule on who pays."""

import pytest

from processes.test_clocks_of_cases import ADMITTED, NOTICE, READY, WHO, seen, story
from processes.whatever import ACTORS, UNITS
from samsyn.processes import discharge as d
from samsyn.processes.judging import judge, permits
from samsyn.processes.kinds import DISCHARGE
from samsyn.processes.state import fold

FACT = "kommun_som_beslutat_om_placeringen"


def told(value, **more):
    return ("2026-05-06 10:00", "nora", d.PLACEMENT, {FACT: value, **more})


def test_the_municipality_s_people_say_it_and_the_law_s_tables_are_asked_with_it():
    can = {actor.account for actor in ACTORS if permits(DISCHARGE.acts[d.PLACEMENT], actor) is None}
    assert can == {"nora", "hedda", "bo"}
    events = story(ADMITTED, NOTICE, told("annan kommun i länet", placerande_kommun="Falkenberg"), READY)
    assert seen("utskrivning", events, "2026-05-09 12:00").facts[FACT] == "annan kommun i länet"


@pytest.mark.parametrize("value", ["annan kommun i länet", "kommun i annat län"])
def test_another_municipality_must_be_named(value):
    state = fold(DISCHARGE, story(ADMITTED, NOTICE), UNITS)  # sent to the municipality's nurses
    act = DISCHARGE.acts[d.PLACEMENT]
    assert "vilken kommun" in judge(state, act, WHO["nora"], {FACT: value}).why
    assert judge(state, act, WHO["nora"], {FACT: value, d.DECIDING: "Falkenberg"}) is None
    assert judge(state, act, WHO["nora"], {FACT: "vistelsekommunen"}) is None
