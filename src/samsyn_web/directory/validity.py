"""How the directory's dated rows are added, changed and ended: each with a row on the directory's own trail.

A change ends the old row and adds a new one. What has a name of its own that others point at (a unit), what began the same day,
and a mere end are changed in place; the trail then says what it was.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.directory.models import Account, Dated, DirectoryChange, Unit

Row = TypeVar("Row", bound=models.Model)
DatedRow = TypeVar("DatedRow", bound=Dated)


def in_force(rows: QuerySet[DatedRow], day: date) -> QuerySet[DatedRow]:
    """Those of some dated rows that hold on a day."""
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


def staff_with(unit: Unit, roles: Iterable[str], at: datetime) -> list[str]:
    """Those who hold one of some roles at a unit at a moment, as they are named in what is recorded: by name and HSA-id."""
    held = in_force(unit.holdings.filter(role__in=list(roles)), at.astimezone(STOCKHOLM).date()).select_related(
        "account"
    )
    return list(
        dict.fromkeys(
            f"{one.account.name} ({one.account.hsa_id})"
            for one in held.order_by("account__name")
            if one.account.is_active
        )
    )


def begin(row: Row, *, by: Account | None, at: datetime) -> Row:
    """Add a row."""
    with transaction.atomic():
        row.save(force_insert=True)
        _tell(row, None, told(row), by, at)
    return row


def change(row: Row, values: dict[str, Any], *, day: date, by: Account | None, at: datetime) -> Row:
    """Let a row say something else from a day on; the row that holds from then. Nothing happens when nothing differs."""
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return row
    with transaction.atomic():
        before: dict[str, Any] | None = told(row)
        is_replaced = isinstance(row, Dated) and not isinstance(row, Unit) and differing != {"valid_to"}
        if isinstance(row, Dated) and is_replaced and row.valid_from < day:
            row.valid_to = day
            row.save(update_fields=["valid_to"])
            _tell(row, before, told(row), by, at)
            row.pk = None
            row._state.adding = True  # noqa: SLF001 (Django's way of copying a row)
            row.valid_from, row.valid_to = day, None
            before = None
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        _tell(row, before, told(row), by, at)
    return row


def end(row: DatedRow, *, day: date, by: Account | None, at: datetime) -> None:
    """Let a row hold no longer from a day on. One that began that day never came to hold: it is removed."""
    with transaction.atomic():
        before = told(row)
        if row.valid_from < day:
            row.valid_to = day
            row.save(update_fields=["valid_to"])
            _tell(row, before, told(row), by, at)
        else:
            remove(row, by=by, at=at)


def remove(row: models.Model, *, by: Account | None, at: datetime) -> None:
    """Take away a row that never came to hold."""
    with transaction.atomic():
        _tell(row, told(row), None, by, at)
        row.delete()


def told(row: models.Model) -> dict[str, Any]:
    """A row as plain values, without what is secret."""
    kept: dict[str, Any] = model_to_dict(row)
    secret = {"password", "last_login", "identity_number", "home_address"}
    return {name: value for name, value in kept.items() if name not in secret}


def _tell(
    row: models.Model, before: dict[str, Any] | None, after: dict[str, Any] | None, by: Account | None, at: datetime
) -> None:
    DirectoryChange.objects.create(
        at=at, by=by, table=type(row).__name__.lower(), row=str(row.pk), before=_plain(before), after=_plain(after)
    )


def _plain(said: dict[str, Any] | None) -> Any:
    return None if said is None else json.loads(json.dumps(said, cls=DjangoJSONEncoder))
