"""What a worker's start page shows: alarms, what waits for a receipt, what is due, what came in since last."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import midnight_after
from samsyn.processes.kinds import PROCESSES
from samsyn_web.access import reading
from samsyn_web.journal.models import Case, Delivery, Duty, Event

MOST: Final = 100
"""Duties on the start page; the rest are found in the list of cases."""


def about(case: Case) -> str:
    """A case in a line: what it is, about whom."""
    return f"{PROCESSES[case.process].name} {case.number}, {reading.shown_subject(case)}"


def alarms(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Cases in which nobody carries a duty, as `parts/alarm.html` has them."""
    return [
        {
            "title": "Ingen är utsedd",
            "text": f"{about(case)}. Ta över, eller utse vem som agerar tills vidare.",
            "url": reverse("fallet", args=[case.pk]),
            "action": "Öppna fallet",
        }
        for case in cases
    ]


def groups(duties: Iterable[Duty], unread: Iterable[Delivery], now: datetime) -> list[dict[str, Any]]:
    """What the unit is to do, by when, as `parts/task_list.html` has it."""
    tonight = midnight_after(now.astimezone(STOCKHOLM).date())
    sunday = now.astimezone(STOCKHOLM).date() + timedelta(days=6 - now.astimezone(STOCKHOLM).weekday())
    week = midnight_after(sunday)
    found: dict[str, list[dict[str, Any]]] = {"overdue": [], "today": [], "week": [], "later": [], "undated": []}
    for one in unread:
        act = "Kvittera meddelande"
        found["today"].append(
            {
                "title": act,
                "url": reverse("fallet", args=[one.case_id]),
                "about": about(one.case),
                "owner": f"från {one.sender.name}",
                "due": None,
                "kind": "info",
                "badge": "oläst",
            }
        )
    undated: dict[UUID, list[Duty]] = {}
    for duty in duties:
        if duty.act == "kvittera":
            continue
        key = _group(duty.due, now, tonight, week)
        if key == "undated":
            undated.setdefault(duty.case_id, []).append(duty)
            continue
        process = PROCESSES[duty.case.process]
        warned = duty.warns is not None and duty.warns <= now
        found[key].append(
            {
                "title": duty.clock[:1].upper() + duty.clock[1:] or process.acts[duty.act].title,
                "url": reverse("fallet", args=[duty.case_id]),
                "about": about(duty.case),
                "due": duty.due,
                "kind": "overdue" if key == "overdue" else "due" if warned else "",
                "badge": "försenat" if key == "overdue" else "snart" if warned else "",
            }
        )
    found["undated"] = [_of_case(those) for those in undated.values()]
    titles = {"undated": "Utan tidsgräns"}
    return [{"key": key, "title": titles.get(key, ""), "tasks": tasks} for key, tasks in found.items()]


def _of_case(duties: Sequence[Duty]) -> dict[str, Any]:
    """What is expected in one case without a day: one line, however many things it is."""
    case = duties[0].case
    process = PROCESSES[case.process]
    order = {act: place for place, act in enumerate(process.stages[case.stage].expects)}
    told = sorted(duties, key=lambda one: order.get(one.act, len(order)))
    return {
        "title": about(case),
        "url": reverse("fallet", args=[case.pk]),
        "about": ", ".join(dict.fromkeys(one.clock or process.acts[one.act].title for one in told)),
        "due": None,
    }


def _group(due: datetime | None, now: datetime, tonight: datetime, week: datetime) -> str:
    if due is None:
        return "undated"
    if due <= now:
        return "overdue"
    if due <= tonight:
        return "today"
    return "week" if due <= week else "later"


def news(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What others have done since the worker last looked."""
    return [
        {
            "title": f"{event.unit.name} {PROCESSES[event.case.process].acts[event.kind].told}",
            "url": f"{reverse('fallet', args=[event.case_id])}#handelse-{event.version}",
            "about": about(event.case),
            "due": None,
            "at": event.recorded,
        }
        for event in events
    ]
