"""A message that nobody acknowledges: when its sender is reminded, and whom at the receiver to call next.

It alarms its sender when it has been unread for UNREAD_HOURS, with the first number of the receiver's chain; for each further
UNREAD_HOURS it climbs to the next. A number that does not answer at the hour is passed over. At the end of the chain it stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.casework.calling import is_open
from samsyn_web.directory.models import ContactWay
from samsyn_web.journal.models import Delivery

UNREAD_HOURS: Final = 2
"""After how long the sender is told that a message has not been acknowledged, and between the steps: our choice."""

STEP: Final = timedelta(hours=UNREAD_HOURS)


@dataclass(frozen=True)
class Reminder:
    """That the sender of a message should see to it that somebody reads it.

    `step` is 1 for the first number of the chain. `contact` is the one to call now, None when the receiver has no number
    at all; `answers` whether it does at this hour. `climbs` is when the next one is due, None at the end of the chain.
    """

    delivery: Delivery
    step: int
    contact: ContactWay | None
    answers: bool
    climbs: datetime | None


def reminders(
    deliveries: Iterable[Delivery], chains: Mapping[str, Sequence[ContactWay]], now: datetime
) -> tuple[Reminder, ...]:
    """Who is to be reminded of what, the longest unread first. `chains` are receivers' numbers in the order one calls them."""
    late = [one for one in deliveries if one.acknowledged is None and one.recalled is None and now - one.sent >= STEP]
    return tuple(_reminder(one, chains.get(one.receiver_id, ()), now) for one in sorted(late, key=lambda one: one.sent))


def _reminder(delivery: Delivery, chain: Sequence[ContactWay], now: datetime) -> Reminder:
    passed = (now - delivery.sent) // STEP
    step = min(passed, max(len(chain), 1))
    contact = _next(chain, step, now)
    climbs = delivery.sent + (passed + 1) * STEP if step < len(chain) else None
    return Reminder(delivery, step, contact, contact is not None and _answers(contact, now), climbs)


def _next(chain: Sequence[ContactWay], step: int, now: datetime) -> ContactWay | None:
    """The first from this step on that answers, else the nearest before it that does, else this one though it does not."""
    if not chain:
        return None
    here = step - 1
    onwards = [*chain[here:], *reversed(chain[:here])]
    return next((one for one in onwards if _answers(one, now)), chain[here])


def _answers(way: ContactWay, now: datetime) -> bool:
    return is_open(way, now.astimezone(STOCKHOLM))
