"""What was known at a moment, and what was then the case: two questions about the same case."""

from datetime import timedelta

import pytest

from samsyn_web.access import reading
from samsyn_web.access.acting import act
from samsyn_web.casework.history import KNOWN, WAS, at_moment
from web.cast import START, begin, do, patient, town, wish

pytestmark = pytest.mark.django_db


def test_what_was_recorded_late_was_the_case_but_not_known():
    made = town()
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    late = START + timedelta(hours=30)
    units = {name: unit.pk for name, unit in made.units.items()}
    case.refresh_from_db()

    happened = START + timedelta(hours=3)
    said = {"beraknad": (START + timedelta(days=4)).isoformat(), "till": [units["Vårdcentralen Ängen"]]}
    act(made.visit("Ulla", late), case.pk, wish("inskrivningsmeddelande", happened, 1, **said))
    opened = reading.case(made.visit("Ulla", late), case.pk)
    between = START + timedelta(hours=5)
    assert at_moment(opened, between, KNOWN).seen.state.stage_id == "inskriven"
    assert at_moment(opened, between, WAS).seen.state.stage_id == "planeras"


def test_a_correction_changes_what_was_and_not_what_was_known():
    made = town()
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    case = do(made, "Disa", case, "komplex_hemgang", START + timedelta(hours=1), text="Trakeostomi")
    case = do(made, "Disa", case, "stryk", START + timedelta(hours=9), handelse="2", skal="fel patient")
    opened = reading.case(made.visit("Disa", START + timedelta(hours=10)), case.pk)
    between = START + timedelta(hours=2)
    assert "komplex_hemgang" in at_moment(opened, between, KNOWN).seen.state.last
    assert "komplex_hemgang" not in at_moment(opened, between, WAS).seen.state.last
