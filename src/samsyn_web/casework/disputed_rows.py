"""For the joint board: which rows are most often disputed, about how many persons and for how long. Counts, no person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samsyn.processes import disagreement as d
from samsyn.processes.cast import Role
from samsyn.processes.everywhere import TAKE_OVER
from samsyn.processes.fields import AgreementRow, rows_of
from samsyn.processes.state import APPOINT
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest
from samsyn_web.casework.grounds import row_question
from samsyn_web.casework.precedents import precedents_for
from samsyn_web.journal.models import Case, Event

READERS = (Role.STRATEGIST, Role.CHIEF_NURSE, Role.CONTROLLER)


@dataclass
class Disputed:
    """A row, and the disagreements about it: how many, about whom, how many go on, how many days each took or has taken."""

    row: AgreementRow
    question: str
    persons: set[UUID] = field(default_factory=set)
    number: int = 0
    still: int = 0
    settled: int = 0
    days: list[int] = field(default_factory=list)
    waits: list[timedelta] = field(default_factory=list)
    """From when each was raised until somebody first was appointed, or took over, to act meanwhile."""
    highest: int = 1

    @property
    def median_wait(self) -> timedelta | None:
        """The middle one of the times until somebody acted; None when nobody has."""
        return timedelta(seconds=median(one.total_seconds() for one in self.waits)) if self.waits else None

    @property
    def median_days(self) -> int:
        """The middle one of the days, the lower of two."""
        return int(median(self.days)) if self.days else 0

    @property
    def longest(self) -> int:
        """The most days."""
        return max(self.days, default=0)


_ACTS: Final = frozenset({APPOINT, TAKE_OVER})
_TOLD: Final = (d.RAISE, d.CLIMB, d.ACCEPT, d.WITHDRAW, *_ACTS)


def most_disputed(now: datetime, cases: Iterable[Case] | None = None) -> list[Disputed]:
    """Every row that has been disputed, the most often first. Two queries."""
    found = list(Case.objects.filter(process=d.DISAGREEMENT.id, destroyed=None) if cases is None else cases)
    events: dict[UUID, list[Event]] = {}
    told = Event.objects.filter(case__in=found, kind__in=_TOLD, destroyed=None)
    for one in told.order_by("version"):
        events.setdefault(one.case_id, []).append(one)
    rows: dict[AgreementRow, Disputed] = {}
    for case in found:
        mine = events.get(case.pk, [])
        raised = next((one for one in mine if one.kind == d.RAISE), None)
        if raised is None:
            continue
        acts = next((one for one in mine if one.kind in _ACTS), None)
        ended = next((one for one in mine if one.kind in {d.ACCEPT, d.WITHDRAW}), None)
        until = ended.happened if ended else now if case.is_open else case.changed or now
        for row in rows_of(raised.data.get("rader")):
            disputed = rows.setdefault(row, Disputed(row, row_question(row)))
            disputed.persons.update(case.persons)
            disputed.number += 1
            disputed.still += case.is_open
            disputed.settled += case.stage == d.SETTLED
            disputed.days.append((until - raised.happened).days)
            if acts is not None:
                disputed.waits.append(max(acts.happened - raised.happened, timedelta()))
            disputed.highest = max(disputed.highest, 1 + sum(one.kind == d.CLIMB for one in mine))
    return sorted(rows.values(), key=lambda one: (-one.number, -len(one.persons), one.row))


@require_GET
def show(request: SignedRequest) -> HttpResponse:
    """The rows most often disputed, and what single cases about them were settled as."""
    needs_role(request.visit, *READERS)
    rows = most_disputed(request.visit.now)
    settled = precedents_for([one.row for one in rows[:20]], most=10) if rows else []
    return render(request, "casework/oenigheter.html", {"rows": rows, "precedents": settled})
