"""The assignment at särskilt boende: the places that the region publishes, and the rules that a controller has given."""

from collections.abc import Sequence
from datetime import date

from samsyn.economics.special_housing import (
    AGREEMENT,
    AssignmentRules,
    PaidFor,
    Places,
    Raise,
    StartedTen,
    proposed_raise,
    standard_prices,
)
from samsyn.money.amount import Rounding
from samsyn.money.tariff import Tariff
from samsyn.rules.versions import Agreement
from samsyn_web.directory.models import PublishedPlaces
from samsyn_web.economics.assumptions import Given
from samsyn_web.economics.daily_work import applying, unit_names

RAISED = "laggs-pa"
NOBODY = "ingen vårdcentral angiven"


def proposal() -> Agreement:
    """The agreement's only text: a proposal that nobody has dated."""
    applies = applying(AGREEMENT)
    return applies.agreement(applies.library.agreements[AGREEMENT][-1])


def published_places() -> list[Places]:
    """Every home's places from each day, with the vårdcentral that serves it now; of two for one day the one written last."""
    latest: dict[tuple[str, date], PublishedPlaces] = {}
    for row in PublishedPlaces.objects.select_related("unit").order_by("valid_from", "recorded_at", "id"):
        latest[row.unit_id, row.valid_from] = row
    names = unit_names()
    return [
        Places(
            names[row.unit_id],
            names[row.unit.served_by_id] if row.unit.served_by_id is not None else NOBODY,
            row.places,
            row.valid_from,
            None,
            row.source,
        )
        for row in latest.values()
    ]


def rules_of(given: Given) -> AssignmentRules:
    """What the proposal leaves open, as it has been given. Raises MissingParameter."""
    keys = ("sabo-tiotal", "sabo-tid", "sabo-hojning")
    tens, paid_for, raised = (given.choice(key) for key in keys)
    return AssignmentRules(
        StartedTen(tens),
        PaidFor(paid_for),
        _raise(given) if raised == RAISED else None,
        Rounding.HALF_UP,
        "; ".join(given.source(key) for key in keys),
    )


def _raise(given: Given) -> Raise:
    held = given.get("sabo-hojning")
    assert held is not None
    return proposed_raise(proposal(), held.since, held.told)


def prices_of(given: Given) -> Tariff:
    """The standard amount by day. Raises MissingParameter when none is given."""
    prices = given.prices("sabo-schablon")
    if not prices:
        given.amount("sabo-schablon")
    return standard_prices(proposal(), prices)


def tens_of(places: Sequence[Places], first: date, last: date) -> list[tuple[Places, date, date]]:
    """The rows that hold at some time of a period, each with its first and last day in it; by vårdcentral and home."""
    homes: dict[str, list[Places]] = {}
    for row in places:
        homes.setdefault(row.home, []).append(row)
    found = []
    for rows in homes.values():
        rows.sort(key=lambda row: row.since)
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            since = max(row.since, first)
            until = last if following is None else min(last, date.fromordinal(following.since.toordinal() - 1))
            if since <= until:
                found.append((row, since, until))
    return sorted(found, key=lambda one: (one[0].unit, one[0].home, one[1]))
