"""The question that the header of every page asks, put into SQL once and asked with each worker's own values.

Django takes some thirty times as long to build this query as the database takes to answer it, and the query differs between two
workers of the same role in a few values only. So each part is built for two invented visits. What is the same in both is the
query's own; what differs must be one of the VALUES of a visit, and is filled in when the question is asked. A value that is
none of them is a mistake in a source, and is refused when the first page asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models import Value as Constant

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import midnight_after
from samsyn.processes.cast import Role
from samsyn_web.access.visit import Visit, Worker
from samsyn_web.casework.calling import UNCONFIRMED_AFTER
from samsyn_web.casework.escalation import STEP
from samsyn_web.directory.models import Account, Holding, Party, Unit
from samsyn_web.notices.choosing import wanted
from samsyn_web.notices.looking import last_look
from samsyn_web.notices.sources import TOLD, Source, Told, of_agreements, row_of, sources_for

MOST: Final = 100
"""From so many on the header says only that there are many: no more are looked for in a source."""


def count_new(visit: Visit) -> int:
    """How many notices have arisen since the worker last opened them. One question to the database."""
    parts, for_told = _prepared(connection.vendor, visit.worker.role)
    told = [one for one in of_agreements(_day(visit)) if visit.worker.role in one.of.roles]
    asked = [(part, None) for part in parts] + [(for_told, one) for one in told]
    if not asked:
        return 0
    sql = " UNION ALL ".join(part.sql for part, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for part, one in asked for value in part.filled(visit, one)])
        return sum(count for (count,) in cursor.fetchall())


# ---- what differs between two who ask


def _day(visit: Visit) -> date:
    return visit.now.astimezone(STOCKHOLM).date()


def _told(told: Told | None) -> Told:
    assert told is not None
    return told


Value = Callable[[Visit, Told | None], Any]

VALUES: Final[Mapping[str, Value]] = MappingProxyType(
    {
        "account": lambda visit, _: visit.worker.account.pk,
        "unit": lambda visit, _: visit.worker.unit.pk,
        "party": lambda visit, _: visit.worker.party.pk,
        "now": lambda visit, _: visit.now,
        "unread since": lambda visit, _: visit.now - STEP,
        "told since": lambda visit, _: visit.now - TOLD,
        "unconfirmed since": lambda visit, _: visit.now - UNCONFIRMED_AFTER,
        "today": lambda visit, _: _day(visit),
        "last midnight": lambda visit, _: midnight_after(_day(visit) - timedelta(days=1)),
        "next midnight": lambda visit, _: midnight_after(_day(visit)),
        "kind": lambda _, told: _told(told).kind,
        "moment": lambda _, told: _told(told).moment,
    }
)
"""Everything about a visit that a source may ask with, by name."""


@dataclass(frozen=True)
class Part:
    """A part of the question: its SQL, and for each place in it a name in VALUES, or what always stands there."""

    sql: str
    places: tuple[tuple[str, Any], ...]

    def filled(self, visit: Visit, told: Told | None) -> list[Any]:
        """What stands in its places when somebody asks."""
        return [_adapted(VALUES[name](visit, told)) if name else always for name, always in self.places]


def _adapted(value: Any) -> Any:
    """As the database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


# ---- building it once


@lru_cache
def _prepared(vendor: str, role: Role) -> tuple[tuple[Part, ...], Part]:
    """The parts for a role, but for what is told of agreements; and the part for one such."""
    one, two = _invented(role, 1), _invented(role, 2)
    parts = [
        _part(_counted(source, first, one[0]), _counted(source, second, two[0]), one, two)
        for source in sources_for(one[0])
        if not source.tells_of_agreements
        for first, second in zip(source.queries(one[0]), source.queries(two[0]), strict=True)
    ]
    first, second = (_of_row(row_of(visit, told), Q(), visit) for visit, told in (one, two))
    return tuple(parts), _part(first, second, one, two)


def _invented(role: Role, number: int) -> tuple[Visit, Told]:
    """A visit by nobody, at a moment when nothing happened, and something told then."""
    party = Party(id=f"ingen part {number}")
    unit = Unit(hsa_id=f"ingen enhet {number}", party=party)
    account = Account(pk=-number)
    now = datetime(1900 + number, number, 10 + number, 13, number, number, number, UTC)
    told = Told(f"inget slag {number}", now + timedelta(seconds=7), "", "", "")
    return Visit(Worker(account, Holding(role=role.value, unit=unit, account=account)), now), told


def _counted(source: Source, query: QuerySet[Any], visit: Visit) -> QuerySet[Any, Any]:
    return _of_row(query, Q(**{f"{source.changed}__gt": last_look(visit)}) if source.changed else Q(), visit)


def _of_row(query: QuerySet[Any], also: Q, visit: Visit) -> QuerySet[Any, Any]:
    is_new = also & Q(moment__gt=last_look(visit))
    first = query.order_by().filter(wanted(visit.worker.account, _day(visit), "in_app"), is_new).values("pk")[:MOST]
    rows: QuerySet[Any, Any] = query.model._default_manager.filter(pk__in=first).order_by()  # noqa: SLF001
    counted: QuerySet[Any, Any] = rows.values(all=Constant(1)).annotate(count=Count("pk")).values_list("count")
    return counted


def _part(
    first: QuerySet[Any, Any], second: QuerySet[Any, Any], one: tuple[Visit, Told], two: tuple[Visit, Told]
) -> Part:
    """What two queries have in common, and which value each other place has. Raises LookupError for one that is unknown."""
    sql, in_one = first.query.sql_with_params()
    other, in_two = second.query.sql_with_params()
    if sql != other:
        raise LookupError("a source asks differently of two workers of the same role")
    known = {(_adapted(value(*one)), _adapted(value(*two))): name for name, value in VALUES.items()}
    places = []
    for here, there in zip(in_one, in_two, strict=True):
        if here == there:
            places.append(("", here))
        elif (here, there) in known:
            places.append((known[here, there], None))
        else:
            raise LookupError(f"a source asks with {here!r} and {there!r}: none of {', '.join(VALUES)}")
    return Part(sql, tuple(places))
