"""The four answers, never mixed: avgjort, okänt, tyst, motstridigt."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from samsyn.evaluation.meaning import Match, Result, Void
from samsyn.facts.values import Value


class Status(StrEnum):
    """How an answer stands."""

    SETTLED = "avgjort"
    UNKNOWN = "okant"
    SILENT = "tyst"
    CONFLICT = "motstridigt"


STATUS_WORDS = {
    Status.SETTLED: "avgjort",
    Status.UNKNOWN: "okänt",
    Status.SILENT: "tyst",
    Status.CONFLICT: "motstridigt",
}
"""As a person reads them."""


class ImpossibleCaseError(Exception):
    """The facts given cannot be true together; the message says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one answer stands for one case.

    `value` is the settled value (a tuple from a collecting table), None otherwise. `results` are what it can come to,
    `matches` the ways its own table can match, `missing` the unknown facts that can change it.
    """

    status: Status
    value: Value | tuple[Value, ...] | None
    results: frozenset[Result]
    matches: frozenset[Match]
    missing: tuple[str, ...] = ()


def stand(pairs: Iterable[tuple[Result, Match]], missing: tuple[str, ...] = ()) -> Standing:
    """The standing of an answer from all it can come to; at least one pair is needed."""
    pairs = tuple(pairs)
    results = frozenset(result for result, _ in pairs)
    matches = frozenset(match for _, match in pairs)
    if len(results) > 1:
        return Standing(Status.UNKNOWN, None, results, matches, missing)
    (result,) = results
    if result is Void.SILENT:
        return Standing(Status.SILENT, None, results, matches)
    if result is Void.CONFLICT:
        return Standing(Status.CONFLICT, None, results, matches)
    assert not isinstance(result, Void)
    return Standing(Status.SETTLED, result, results, matches)
