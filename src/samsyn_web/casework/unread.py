"""The messages that the worker's unit has sent and that others have not acknowledged, as `casework/_unread.html` has them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.visit import Visit
from samsyn_web.casework import calling, start_page
from samsyn_web.casework.escalation import UNREAD_HOURS, Reminder, reminders
from samsyn_web.directory.models import ContactWay
from samsyn_web.directory.validity import in_force
from samsyn_web.journal.models import Delivery

MOST: Final = 20


def of_unit(visit: Visit) -> tuple[Reminder, ...]:
    """Those of the unit's open cases. The cases that are shown must be told to `reading.listed`."""
    before = visit.now - timedelta(hours=UNREAD_HOURS)
    return reminded(visit, list(reading.unread_by_others(visit, before)[:MOST]))


def of_case(visit: Visit, opened: OpenCase) -> tuple[Reminder, ...]:
    """Those of one case that is open, and that the worker has opened: it knows its own messages."""
    own = visit.worker.unit.pk
    sent = [
        Delivery(
            case=opened.case,
            version=one.event.version,
            sender_id=own,
            receiver=opened.units[unit],
            sent=one.event.recorded,
        )
        for one in opened.seen.state.messages
        if one.event.unit == own and opened.case.is_open
        for unit in one.unread
        if unit in opened.units
    ]
    return reminded(visit, sent)


def reminded(visit: Visit, deliveries: list[Delivery]) -> tuple[Reminder, ...]:
    """What the worker is reminded of, out of some messages of their unit's. `case.person` and `receiver` must be fetched."""
    if not deliveries:
        return ()
    today = visit.now.astimezone(STOCKHOLM).date()
    caller = calling.CALLERS.get(visit.worker.role, "")
    chains: dict[str, list[ContactWay]] = {}
    receivers = {one.receiver_id for one in deliveries}
    for way in in_force(ContactWay.objects.filter(unit__in=receivers), today).order_by("place_in_chain", "pk"):
        if way.callers != calling.FOR_PATIENTS and (not way.callers or not caller or caller in way.callers):
            chains.setdefault(way.unit_id, []).append(way)
    return reminders(deliveries, chains, visit.now)


def shown(found: Iterable[Reminder], *, with_case: bool = True) -> list[dict[str, Any]]:
    """Reminders as `casework/_unread.html` has them; on a case's own page without naming the case."""
    return [
        {
            "receiver": one.delivery.receiver.name,
            "unit_url": reverse("enheten", args=[one.delivery.receiver_id]),
            "sent": one.delivery.sent,
            "about": _about(one.delivery) if with_case else "",
            "url": reverse("fallet", args=[one.delivery.case_id]) if with_case else "",
            "purpose": one.contact.purpose if one.contact else "",
            "number": one.contact.number if one.contact else "",
            "hours": calling.hours(one.contact) if one.contact else "",
            "answers": one.answers,
            "step": one.step,
            "climbs": one.climbs,
        }
        for one in found
    ]


def _about(delivery: Delivery) -> str:
    return start_page.about(delivery.case)
