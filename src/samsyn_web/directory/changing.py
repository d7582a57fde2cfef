"""How a unit changes the ways it is reached and who is on call: each change whole, with what was kept and on the trail.

Who may change a unit is decided above, where the one who asks is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.directory import validity
from samsyn_web.directory.models import Account, ContactWay, DirectoryChange, OnCall, Unit
from samsyn_web.directory.telephone_numbers import read_telephone_number

DAYS: Final = "0123456"


class Stale(Exception):
    """The row has been changed or has ended since it was shown."""


class Overlapping(Exception):
    """Somebody else is on call then: `shift`."""

    def __init__(self, shift: OnCall) -> None:
        super().__init__("overlapping")
        self.shift = shift


@dataclass(frozen=True)
class Way:
    """A way of being reached, as it is to be: as `ContactWay`, and its place in the unit's chain, the first 1."""

    number: str
    purpose: str
    days: str
    opens: time
    closes: time
    callers: tuple[str, ...]
    place: int

    def values(self) -> dict[str, Any]:
        """The same for a row of the directory, but for its place."""
        return {
            "number": self.number,
            "purpose": self.purpose,
            "days": self.days,
            "opens": self.opens,
            "closes": self.closes,
            "callers": list(self.callers),
        }


@dataclass(frozen=True)
class Shift:
    """Somebody on call, as it is to be. `ends` is later than `starts`."""

    starts: datetime
    ends: datetime
    who: str
    number: str


def standing_ways(unit: Unit, at: datetime) -> list[ContactWay]:
    """The ways in which a unit is reached on the day of a moment, in the chain's order."""
    day = at.astimezone(STOCKHOLM).date()
    return list(validity.in_force(unit.contact_ways.all(), day).select_related("confirmed_by"))


def stamp(row: ContactWay | OnCall) -> int:
    """What tells whether a row has changed since it was shown: its last entry on the directory's own trail, or 0."""
    told = DirectoryChange.objects.filter(table=type(row).__name__.lower(), row=str(row.pk))
    return told.aggregate(last=Max("id"))["last"] or 0


# ---- ways of being reached


def add_way(*, unit: Unit, said: Way, by: Account, at: datetime) -> ContactWay:
    """Add a way. Nobody has confirmed its number yet."""
    day = at.astimezone(STOCKHOLM).date()
    with transaction.atomic():
        _hold(unit)
        chain = standing_ways(unit, at)
        new = ContactWay(unit=unit, valid_from=day, place_in_chain=_place(said.place, chain), **said.values())
        validity.begin(new, by=by, at=at)
        chain.insert(new.place_in_chain - 1, new)
        _renumber(chain, by=by, at=at)
    return new


def change_way(*, way: ContactWay, said: Way, seen: int, by: Account, at: datetime) -> ContactWay:
    """Let a way be otherwise from now on. A new number is one that nobody has confirmed. Raises Stale."""
    day = at.astimezone(STOCKHOLM).date()
    with transaction.atomic():
        chain = _chain_with(way, seen, at)
        held = next(one for one in chain if one.pk == way.pk)
        chain.remove(held)
        place = _place(said.place, chain)
        values = {**said.values(), "place_in_chain": place}
        if digits(held.number) == said.number:
            values["number"] = held.number
        else:
            values |= {"confirmed_by": None, "confirmed_at": None}
        changed = validity.change(held, values, day=day, by=by, at=at)
        chain.insert(place - 1, changed)
        _renumber(chain, by=by, at=at)
    return changed


def confirm_way(*, way: ContactWay, by: Account, at: datetime) -> ContactWay:
    """Say that a way's number is right. Raises Stale."""
    day = at.astimezone(STOCKHOLM).date()
    with transaction.atomic():
        chain = _chain_with(way, None, at)
        held = next(one for one in chain if one.pk == way.pk)
        return validity.change(held, {"confirmed_by": by, "confirmed_at": at}, day=day, by=by, at=at)


def end_way(*, way: ContactWay, seen: int, by: Account, at: datetime) -> None:
    """Let a way hold no longer; those after it move up. Raises Stale."""
    with transaction.atomic():
        chain = _chain_with(way, seen, at)
        held = next(one for one in chain if one.pk == way.pk)
        validity.end(held, day=at.astimezone(STOCKHOLM).date(), by=by, at=at)
        _renumber([one for one in chain if one is not held], by=by, at=at)


def digits(number: str) -> str:
    """A number of the directory as it is compared; one that cannot be read as it stands."""
    try:
        return read_telephone_number(number)
    except ValueError:
        return number


def _hold(unit: Unit) -> None:
    """Two who change the same unit at once take their turns."""
    Unit.objects.select_for_update().get(pk=unit.pk)


def _chain_with(way: ContactWay, seen: int | None, at: datetime) -> list[ContactWay]:
    """The unit's chain, in which the way must stand as it was shown."""
    _hold(way.unit)
    chain = standing_ways(way.unit, at)
    if way.pk not in {one.pk for one in chain} or (seen is not None and stamp(way) != seen):
        raise Stale
    return chain


def _place(wanted: int, chain: Sequence[ContactWay]) -> int:
    return max(1, min(wanted, len(chain) + 1))


def _renumber(chain: Sequence[ContactWay], *, by: Account, at: datetime) -> None:
    day = at.astimezone(STOCKHOLM).date()
    for place, way in enumerate(chain, 1):
        validity.change(way, {"place_in_chain": place}, day=day, by=by, at=at)


# ---- who is on call


def add_shift(*, unit: Unit, said: Shift, by: Account, at: datetime) -> OnCall:
    """Put somebody on call. Raises Overlapping."""
    with transaction.atomic():
        _hold(unit)
        _must_be_free(unit, said, None)
        new = OnCall(unit=unit, starts=said.starts, ends=said.ends, who=said.who, number=said.number)
        return validity.begin(new, by=by, at=at)


def change_shift(*, shift: OnCall, said: Shift, seen: int, by: Account, at: datetime) -> OnCall:
    """Let a shift be otherwise. One that has begun ends now, and another takes over: who was on call is not rewritten.

    Raises Stale (also for one that is over), Overlapping.
    """
    with transaction.atomic():
        held = _held(shift, seen, at)
        _must_be_free(held.unit, said, held)
        values = {"starts": said.starts, "ends": said.ends, "who": said.who, "number": said.number}
        if held.starts >= at:
            return validity.change(held, values, day=at.date(), by=by, at=at)
        if (said.who, said.number) == (held.who, held.number):
            return validity.change(held, {"ends": said.ends}, day=at.date(), by=by, at=at)
        validity.change(held, {"ends": at}, day=at.date(), by=by, at=at)
        return validity.begin(OnCall(unit=held.unit, **{**values, "starts": at}), by=by, at=at)


def remove_shift(*, shift: OnCall, seen: int, by: Account, at: datetime) -> None:
    """Take away a shift; one that has begun ends now. Raises Stale."""
    with transaction.atomic():
        held = _held(shift, seen, at)
        if held.starts >= at:
            validity.remove(held, by=by, at=at)
        else:
            validity.change(held, {"ends": at}, day=at.date(), by=by, at=at)


def _held(shift: OnCall, seen: int, at: datetime) -> OnCall:
    _hold(shift.unit)
    held = OnCall.objects.select_related("unit").filter(pk=shift.pk, ends__gt=at).first()
    if held is None or stamp(held) != seen:
        raise Stale
    return held


def _must_be_free(unit: Unit, said: Shift, own: OnCall | None) -> None:
    then = OnCall.objects.filter(unit=unit, starts__lt=said.ends, ends__gt=said.starts).order_by("starts")
    found = next((one for one in then if own is None or one.pk != own.pk), None)
    if found is not None:
        raise Overlapping(found)
