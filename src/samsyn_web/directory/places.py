"""How many places do care homes have, on a day and year by year, as the region publishes it?

A number is never changed: a new row replaces it from its day, or, when it was wrong, from the same day.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from samsyn.processes.cast import UnitKind
from samsyn_web.directory import validity
from samsyn_web.directory.models import Account, PublishedPlaces, Unit


def has_places(unit: Unit) -> bool:
    """Whether places are published for a unit: särskilt boende för äldre."""
    return unit.unit_kind is UnitKind.CARE_HOME


def publish(
    *, unit: Unit, places: int, valid_from: date, source: str, by: Account | None, at: datetime
) -> PublishedPlaces | None:
    """Publish a home's number of places from a day. None when that is what holds from that day already."""
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        last = PublishedPlaces.objects.filter(unit=unit, valid_from=valid_from).last()
        if last is not None and (last.places, last.source) == (places, source):
            return None
        new = PublishedPlaces(
            unit=unit, places=places, valid_from=valid_from, source=source, published_by=by, recorded_at=at
        )
        return validity.begin(new, by=by, at=at)


def on(day: date, units: Iterable[str] | None = None) -> Mapping[str, PublishedPlaces]:
    """What holds on a day, by the homes' HSA-ids; homes without a number are not there. All homes, or only some."""
    rows = PublishedPlaces.objects.filter(valid_from__lte=day)
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    return {row.unit_id: row for row in rows}


def published(unit: Unit) -> list[PublishedPlaces]:
    """Every number that has been published for a home, the latest day first; those replaced the same day too."""
    return list(unit.places.select_related("published_by").order_by("-valid_from", "-recorded_at", "-id"))
