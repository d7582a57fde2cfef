"""How SIP goes in the county: who came, and whether plans were followed up, by month, municipality and unit. No person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.followup.plans import MEASURES, Counted, Line, counted, grouped
from samsyn.followup.small_numbers import SMALLEST, Share, protected_shares
from samsyn.processes import plan as p
from samsyn.processes.cast import Role
from samsyn.processes.state import fold
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Case, Event
from samsyn_web.journal.streams import as_event

READERS: Final = (Role.STRATEGIST, Role.CHIEF_NURSE, Role.CONTROLLER)
MONTHS: Final = 12
"""How far back is counted, the month that goes on included."""
TITLES: Final = (
    "Möten som blev av",
    "Den enskilde var med",
    "Läkare kom, där läkare behövdes",
    "Uppföljt i tid",
    "Uppföljt alls",
)


def since(today: date) -> date:
    """The first day that is counted."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def measured(first: date, today: date) -> list[Counted]:
    """What happened from a day on in every SIP, from the cases' own events. One query."""
    ended_before = Q(is_open=False, changed__lt=datetime.combine(first, time(), STOCKHOLM))
    cases = Case.objects.filter(process=p.PLAN.id, destroyed=None).exclude(ended_before)
    found: dict[object, list[Event]] = {}
    rows = Event.objects.filter(case__in=cases).select_related("unit__party").defer("closures").order_by("version")
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    states = (fold(p.PLAN, [as_event(row) for row in of_case]) for of_case in found.values())
    return [one for state in states for one in counted(state, today) if first <= one.day <= today]


def shown(lines: Sequence[Line], words: Callable[[str], str]) -> list[dict[str, Any]]:
    """Lines as the page has them: every share in words, None where it is too small to be shown."""
    columns = [protected_shares([line.shares[place] for line in lines]) for place in range(len(MEASURES))]
    return [
        {
            "name": words(line.name),
            "shares": [_cell(title, column[at]) for title, column in zip(TITLES, columns, strict=True)],
        }
        for at, line in enumerate(lines)
    ]


def _cell(title: str, share: Share | None) -> dict[str, Any]:
    exact = share.exact if share else None
    return {"title": title, "share": share, "percent": None if exact is None else round(100 * exact)}


@require_GET
def show(request: SignedRequest) -> HttpResponse:
    """The measures, for those who follow up."""
    needs_role(request.visit, *READERS)
    today = request.visit.now.astimezone(STOCKHOLM).date()
    found = measured(since(today), today)
    units = Unit.objects.in_bulk({one.unit for one in found})
    return render(
        request,
        "casework/sip.html",
        {
            "first": since(today),
            "smallest": SMALLEST,
            "titles": TITLES,
            "whole": shown(grouped(found, lambda _one: ""), lambda _name: "Alla") if found else [],
            "tables": _tables(found, units),
        },
    )


def _tables(found: Iterable[Counted], units: Mapping[str, Unit]) -> list[tuple[str, str, list[dict[str, Any]], int]]:
    """Each table with its lines, those of which nothing may be shown left out, and how many they are."""
    whole = (
        ("Per månad", "Månad", shown(grouped(found, lambda one: f"{one.day:%Y-%m}"), str)[::-1]),
        ("Per kommun", "Kommun", shown(grouped(found, lambda one: _place(units, one.unit)), str)),
        ("Per enhet", "Enhet", shown(grouped(found, lambda one: _name(units, one.unit)), str)),
    )
    kept = [[one for one in lines if any(_says_something(cell) for cell in one["shares"])] for _, _, lines in whole]
    return [
        (title, column, left, len(lines) - len(left)) for (title, column, lines), left in zip(whole, kept, strict=True)
    ]


def _says_something(cell: Mapping[str, Any]) -> bool:
    return cell["share"] is not None and cell["share"].of > 0


def _place(units: Mapping[str, Unit], unit: str) -> str:
    return (units[unit].municipality if unit in units else "") or "hela länet"


def _name(units: Mapping[str, Unit], unit: str) -> str:
    return units[unit].name if unit in units else unit
