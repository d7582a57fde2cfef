"""Where what the parties do together goes wrong: deviations counted by place and by row of an agreement. No person."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import deviation as v
from samsyn.processes.cast import Role
from samsyn.processes.fields import rows_of
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest
from samsyn_web.casework.grounds import row_question
from samsyn_web.journal.models import Case, Event

READERS = (Role.STRATEGIST, Role.CHIEF_NURSE, Role.CONTROLLER)


@dataclass(frozen=True)
class Loop:
    """One deviation as it is counted: where, under which rows, and how it was answered."""

    place: str
    rows: tuple[str, ...]
    is_open: bool
    is_answered: bool
    is_late: bool
    """Answered after the day that was set, or not answered though that has passed."""


@dataclass(frozen=True)
class Line:
    """A place or a row, and how many deviations it has had."""

    name: str
    number: int
    still: int
    waiting: int
    late: int


def loops(now: datetime) -> list[Loop]:
    """Every deviation, from its own events. Two queries."""
    cases = list(Case.objects.filter(process=v.DEVIATION.id, destroyed=None).exclude(stage="avbruten"))
    events: dict[UUID, list[Event]] = {}
    kinds = (v.REPORT, v.FORWARD, v.MORE, v.ANSWER)
    for one in Event.objects.filter(case__in=cases, kind__in=kinds, destroyed=None).order_by("happened", "version"):
        events.setdefault(one.case_id, []).append(one)
    return [loop for case in cases if (loop := _loop(case, events.get(case.pk, []), now)) is not None]


def _loop(case: Case, events: Sequence[Event], now: datetime) -> Loop | None:
    raised = next((one for one in events if one.kind == v.REPORT), None)
    if raised is None:
        return None
    is_late = False
    due: date | None = None
    for one in events:
        if one.kind == v.ANSWER:
            is_late = is_late or (due is not None and _day(one.happened) > due)
            due = None
        else:
            due = date.fromisoformat(str(one.data["senast"]))
    waits = due is not None and case.is_open
    return Loop(
        str(raised.data.get("plats", "annat")),
        tuple(str(row) for row in rows_of(raised.data.get("rader"))),
        case.is_open,
        any(one.kind == v.ANSWER for one in events),
        is_late or (waits and due is not None and _day(now) > due),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def counted(found: Iterable[Loop], names: Callable[[Loop], Sequence[str]]) -> list[Line]:
    """Deviations counted by what `names` says each is about, those with most first."""
    groups: dict[str, list[Loop]] = {}
    for loop in found:
        for name in names(loop):
            groups.setdefault(name, []).append(loop)
    lines = [
        Line(
            name,
            len(those),
            sum(one.is_open for one in those),
            sum(one.is_open and not one.is_answered for one in those),
            sum(one.is_late for one in those),
        )
        for name, those in groups.items()
    ]
    return sorted(lines, key=lambda one: (-one.number, one.name))


@require_GET
def show(request: SignedRequest) -> HttpResponse:
    """The patterns, for those who follow up."""
    needs_role(request.visit, *READERS)
    found = loops(request.visit.now)
    return render(
        request,
        "casework/avvikelser.html",
        {
            "number": len(found),
            "places": [(v.PLACES.get(one.name, one.name), one) for one in counted(found, lambda one: (one.place,))],
            "rows": [
                (row, row_question(row), one)
                for one in counted(found, lambda one: one.rows)
                for row in rows_of([one.name])
            ],
            "without_row": sum(not one.rows for one in found),
        },
    )
