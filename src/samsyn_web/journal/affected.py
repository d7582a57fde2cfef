"""When a row of an agreement was wrong: which open cases need a look?

A case's events are recorded under the agreements that applied, text and all. A case is listed when one of its events was
recorded under a text that has the row. Whether the row decided anything in the case is known for deadlines alone: then a
clock of that name has started. For other rows the list is longer than it need be, and never too short.
"""

from dataclasses import dataclass
from uuid import UUID

from samsyn.documents.identifiers import fold
from samsyn.rules.versions import Agreement
from samsyn_web.journal.models import Case, Closure
from samsyn_web.journal.texts import kept


@dataclass(frozen=True)
class Affected:
    """An open case recorded under a text that has the row; whether a clock of the row's name has started in it."""

    case: UUID
    number: str
    has_clock: bool


@dataclass(frozen=True)
class Found:
    """What was found: the texts that have the row, as addresses, and the cases by number."""

    texts: tuple[str, ...]
    cases: tuple[Affected, ...]


def affected(agreement: str, row: str) -> Found:
    """The open cases that were recorded under a text of an agreement that has a row of that name.

    Two queries besides the texts themselves, however many cases there are: what a case was recorded under, and which of
    its clocks have started, stand in its projection.
    """
    wanted, under, addresses = fold(row), set[str](), set[str]()
    for fingerprint in Closure.objects.values_list("fingerprint", flat=True):
        text = kept(fingerprint)
        if text is not None and _has(text, agreement, wanted):
            under.add(fingerprint)
            addresses.add(text.address)
    cases = Case.objects.filter(is_open=True).order_by("number").values_list("pk", "number", "closures", "clocks")
    found = (
        Affected(pk, number, any(fold(clock) == wanted for clock in clocks))
        for pk, number, closures, clocks in (cases.iterator() if under else ())
        if not under.isdisjoint(closures)
    )
    return Found(tuple(sorted(addresses)), tuple(found))


def _has(text: Agreement, agreement: str, wanted: str) -> bool:
    """Whether an agreement, or one that it builds on, has a row of that (folded) name."""
    decided = any(
        fold(one.name) == wanted
        for decision in text.decisions
        if decision.agreement.partition("@")[0] == agreement
        for one in decision.rows
    )
    return decided or (text.id == agreement and any(fold(one.name) == wanted for one in text.provisions))
