"""What a form suggests before anybody has typed: who records it decides."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import deviation as v
from samsyn.processes import disagreement as d
from samsyn.processes.fields import Kind
from samsyn.processes.process import Act
from samsyn_web.access.reading import OpenCase
from samsyn_web.casework.forms import Choices
from samsyn_web.casework.ladders import ladder_of
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Person

BY: Final = "senast"


def suggested(
    act: Act, about: Person | Unit, units: Mapping[str, Choices], opened: OpenCase | None, now: datetime
) -> dict[str, Any]:
    """Those nearest wherever units can be named; the day by which others answer or a level has decided."""
    near = _near(about)
    named = {
        one.id: [unit for unit, _ in units.get(one.id, []) if unit in near]
        for one in act.fields
        if one.kind is Kind.UNITS and one.required
    }
    day = _by(act, opened, now.astimezone(STOCKHOLM).date())
    return {**{name: some for name, some in named.items() if some}, **({BY: day} if day else {})}


def _near(about: Person | Unit) -> set[str | None]:
    """The vårdcentral of a person and of their home; of a unit besides that the management above it."""
    if isinstance(about, Unit):
        return {about.served_by_id, about.parent_id} - {None}
    return {about.listed_at_id, about.care_home.served_by_id if about.care_home else None} - {None}


def _by(act: Act, opened: OpenCase | None, today: date) -> date | None:
    if act.id in v.ASKS:
        return today + timedelta(days=v.DAYS_TO_ANSWER)
    if act.id == d.CLIMB and opened is not None:
        state = opened.seen.state
        level = ladder_of(d.rows(state)).level(d.level(state) + 1)
        return today + timedelta(days=level.days) if level and level.days else None
    return None
