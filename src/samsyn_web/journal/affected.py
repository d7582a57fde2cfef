"""When a row of an agreement was wrong: which open cases need a look?

A case's events are recorded under the agreements that applied, text and all. A case is listed when one of its events was
recorded under a text that has the row. Whether the row decided anything in the case is known for deadlines alone: then a
clock of that name has started. For other rows the list is longer than it need be, and never too short.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samsyn.documents.identifiers import fold
from samsyn.rules.versions import Agreement
from samsyn_web.journal.models import Case, Closure, Event
from samsyn_web.journal.streams import as_event, rows_of, seen
from samsyn_web.journal.texts import kept


@dataclass(frozen=True)
class Affected:
    """An open case recorded under a text that has the row; whether a clock of the row's name has started in it."""

    case: Case
    has_clock: bool


@dataclass(frozen=True)
class Found:
    """What was found: the texts that have the row, as addresses, and the cases."""

    texts: tuple[str, ...]
    cases: tuple[Affected, ...]


def affected(agreement: str, row: str, now: datetime) -> Found:
    """The open cases that were recorded under a text of an agreement that has a row of that name."""
    under: dict[str, list[str]] = {}
    addresses: set[str] = set()
    for closure in Closure.objects.all():
        text = kept(closure.fingerprint)
        if text is not None and _has(text, agreement, row):
            under.setdefault(closure.agreement, []).append(closure.fingerprint)
            addresses.add(text.address)
    pks: set[UUID] = set()
    for name, fingerprints in under.items():
        events = Event.objects.filter(case__is_open=True, **{f"closures__{name}__in": fingerprints})
        pks |= set(events.values_list("case_id", flat=True))
    cases = Case.objects.filter(pk__in=pks).select_related("person").order_by("number")
    return Found(tuple(sorted(addresses)), tuple(Affected(case, _has_clock(case, row, now)) for case in cases))


def _has(text: Agreement, agreement: str, row: str) -> bool:
    """Whether an agreement, or one that it builds on, has a row of that name."""
    wanted = fold(row)
    decided = any(
        fold(one.name) == wanted
        for decision in text.decisions
        if decision.agreement.partition("@")[0] == agreement
        for one in decision.rows
    )
    return decided or (text.id == agreement and any(fold(one.name) == wanted for one in text.provisions))


def _has_clock(case: Case, row: str, now: datetime) -> bool:
    look = seen(case, [as_event(one) for one in rows_of(case)], now)
    return any(fold(clock.name) == fold(row) for clock in look.clocks)
