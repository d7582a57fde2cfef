"""SIP measured: who really came to the meetings, above all the person and a doctor, and whether plans were followed up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.followup.small_numbers import Share
from samsyn.processes.state import CaseState
from samsyn.processes.telling_plan import attendances, followed_up, missed_meetings

NONE = Share(0, 0)


@dataclass(frozen=True)
class Counted:
    """What happened on a day, for a unit, as it adds to the measures; what it does not touch adds nothing.

    A meeting counts for the unit that called to it, a following-up for the unit that set its day.
    """

    day: date
    unit: str
    held: Share = NONE
    """Meetings that came about, of those called to whose time has come."""
    with_person: Share = NONE
    """Meetings where the person took part, of those held."""
    with_doctor: Share = NONE
    """Meetings where a doctor took part, of those held where a doctor was needed."""
    in_time: Share = NONE
    """Plans followed up by their day, of the days that have passed."""
    at_all: Share = NONE
    """Plans followed up by their day or later, of the same."""


MEASURES = ("held", "with_person", "with_doctor", "in_time", "at_all")


def counted(state: CaseState, today: date) -> tuple[Counted, ...]:
    """What one SIP adds: each meeting held or missed, and each day of following up that has passed."""
    met = (
        Counted(
            one.at.astimezone(STOCKHOLM).date(),
            one.unit,
            held=Share(1, 1),
            with_person=Share(int(one.person_came), 1),
            with_doctor=Share(int(one.doctor_came), 1) if one.needed_doctor else NONE,
        )
        for one in attendances(state)
        if one.is_meeting
    )
    missed = (Counted(at.astimezone(STOCKHOLM).date(), unit, held=Share(0, 1)) for at, unit in missed_meetings(state))
    due = (
        Counted(one.by, one.unit, in_time=Share(int(one.is_kept), 1), at_all=Share(int(one.at is not None), 1))
        for one in followed_up(state)
        if one.by < today
    )
    return (*met, *missed, *due)


@dataclass(frozen=True)
class Line:
    """A group and its measures, in the order of `MEASURES`."""

    name: str
    shares: tuple[Share, ...]


def grouped(found: Iterable[Counted], names: Callable[[Counted], str]) -> tuple[Line, ...]:
    """The measures of each group that `names` puts something in, by its name."""
    groups: dict[str, list[Counted]] = {}
    for one in found:
        groups.setdefault(names(one), []).append(one)
    return tuple(
        Line(name, tuple(sum((getattr(one, measure) for one in groups[name]), NONE) for measure in MEASURES))
        for name in sorted(groups)
    )
