"""Receipts: an answer kept with all it rests on, so that it can be decided again years later.

A receipt holds the texts themselves, so it needs nothing but this program. Replaying says whether the answer, the
rows or the text have changed since, and what other versions and readings would answer.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samsyn import __version__
from samsyn.clocks.almanac import CALENDAR_VERSION
from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.expectations import compile_once, standing_words, write_value
from samsyn.evaluation.explanation import reasons
from samsyn.facts.case import FactError, read_facts, write_facts
from samsyn.facts.values import Value
from samsyn.rules.library import FaultyTextError, Library, NotFoundError
from samsyn.rules.versions import Agreement, fingerprint

FORM = "samsyn-kvitto-1"


class UnreadableReceiptError(Exception):
    """A file is no receipt, or has been changed; the message says how, in Swedish."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was asked, of which texts, and what came out. `answers` is the `answers` part of `decide --json`."""

    agreement: str
    version: str
    reading: str
    moment: str
    facts: Mapping[str, str]
    answers: Mapping[str, Mapping[str, object]]
    texts: Mapping[str, str]
    calendar: str
    fingerprint: str
    program: str


def answers_as_data(
    compiled: Compiled,
    known: Mapping[str, Value],
    standings: Mapping[str, Standing],
    chosen: Sequence[str] | None = None,
) -> dict[str, dict[str, object]]:
    """The answers as plain data: status, value, the rows they rest on, and what is missing."""
    told: dict[str, dict[str, object]] = {}
    for name in chosen if chosen is not None else tuple(standings):
        standing = standings[name]
        rows = reasons(compiled, known, name) if standing.status is not Status.UNKNOWN else ()
        value = list(standing.value) if isinstance(standing.value, tuple) else standing.value
        told[name] = {
            "status": standing.status.value,
            "value": value,
            "because": [
                {
                    "decision": reason.decision.id,
                    "row": reason.row.name,
                    "source": reason.row.source,
                    "source_kind": reason.row.source_kind,
                    "file": reason.row.place.file,
                    "line": reason.row.place.line,
                }
                for reason in rows
            ],
            "missing": list(standing.missing),
        }
    return told


def make_receipt(
    compiled: Compiled, known: Mapping[str, Value], standings: Mapping[str, Standing], moment: datetime | None
) -> Receipt:
    """A receipt of what was decided."""
    agreement = compiled.agreement
    return Receipt(
        agreement.id,
        agreement.version,
        agreement.reading,
        moment.isoformat() if moment else "",
        write_facts(agreement.vocabulary, known),
        answers_as_data(compiled, known, standings),
        dict(agreement.texts),
        CALENDAR_VERSION,
        agreement.fingerprint,
        f"samsyn {__version__}",
    )


def write_receipt(receipt: Receipt) -> str:
    """A receipt as JSON text."""
    told = {"form": FORM, **{name: getattr(receipt, name) for name in Receipt.__slots__}}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def read_receipt(text: str) -> Receipt:
    """A receipt from its JSON text; refuses one whose texts no longer give its fingerprint."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableReceiptError("filen är inget kvitto: den går inte att läsa som JSON") from None
    if not isinstance(told, dict) or told.get("form") != FORM:
        raise UnreadableReceiptError(f"filen är inget kvitto av formen {FORM}")
    mappings = ("facts", "answers", "texts")
    for name in Receipt.__slots__:
        wanted = dict if name in mappings else str
        if not isinstance(told.get(name), wanted):
            raise UnreadableReceiptError(f"kvittot saknar ”{name}”, eller så är det av fel slag")
    for name in ("facts", "texts"):
        if not all(isinstance(value, str) for value in told[name].values()):
            raise UnreadableReceiptError(f"”{name}” i kvittot är inte text rakt igenom")
    if not all(isinstance(value, dict) for value in told["answers"].values()):
        raise UnreadableReceiptError("”answers” i kvittot har fel form")
    receipt = Receipt(**{name: told[name] for name in Receipt.__slots__})
    if fingerprint(receipt.texts, receipt.calendar) != receipt.fingerprint:
        raise UnreadableReceiptError(
            "kvittots texter stämmer inte med dess fingeravtryck: kvittot har ändrats sedan det skrevs"
        )
    return receipt


@dataclass(frozen=True, slots=True)
class Replay:
    """What a receipt comes to when it is decided again.

    `intact`: the receipt's own texts still give its answers. `text_changed`: the library's texts are others today.
    `then`, `now`: the answers in words by then and today (empty when they cannot be decided today, `trouble` says
    why). `rows_changed`: answers that rest on other rows; `rows_gone`, `rows_new`: which, as the tables name them.
    `elsewhere`: the answers under every other version and reading.
    """

    receipt: Receipt
    intact: bool
    text_changed: bool
    then: Mapping[str, str]
    now: Mapping[str, str]
    rows_changed: tuple[str, ...]
    rows_gone: Mapping[str, tuple[str, ...]]
    rows_new: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, Mapping[str, str]]
    trouble: str

    @property
    def changed(self) -> tuple[str, ...]:
        """The answers that are others today."""
        return tuple(name for name, words in self.then.items() if self.now and self.now.get(name) != words)


def replay(receipt: Receipt, library: Library) -> Replay:
    """Decide a receipt again: on its own texts, on today's, and under every other version and reading."""
    own = Library(receipt.texts)
    address = (receipt.agreement, receipt.version, receipt.reading)
    try:
        old = own.usable(*address)
        known = read_facts(old.vocabulary, receipt.facts)
        again = _decide(old, known)
        intact = _same_answers(again, receipt.answers)
    except (NotFoundError, FaultyTextError, FactError, ImpossibleCaseError, KeyError) as error:
        raise UnreadableReceiptError(f"kvittots egna texter går inte att avgöra med: {error}") from None
    then = _words(old, receipt.answers)
    trouble, text_changed = "", True
    now: dict[str, str] = {}
    changed: list[str] = []
    gone: dict[str, tuple[str, ...]] = {}
    new: dict[str, tuple[str, ...]] = {}
    elsewhere: dict[str, dict[str, str]] = {}
    try:
        agreement, version = library.find(f"{receipt.agreement}@{receipt.version}")
        today = library.usable(agreement, version, receipt.reading)
        text_changed = today.fingerprint != receipt.fingerprint
        known_today = read_facts(today.vocabulary, receipt.facts)
        decided = _decide(today, known_today)
        now = _words(today, decided)
        for name, told in receipt.answers.items():
            before, after = _rows(told), _rows(decided.get(name, told))
            if before != after:
                changed.append(name)
                gone[name] = _name_rows(old, [row for row in before if row not in after])
                new[name] = _name_rows(today, [row for row in after if row not in before])
        elsewhere = {key: words for key, words in _others(library, agreement, known_today) if key != today.address}
    except (NotFoundError, FaultyTextError, FactError, ImpossibleCaseError, KeyError) as error:
        trouble = str(error)
    return Replay(receipt, intact, text_changed, then, now, tuple(changed), gone, new, elsewhere, trouble)


def _decide(agreement: Agreement, known: Mapping[str, Value]) -> dict[str, dict[str, object]]:
    compiled = compile_once(agreement)
    return answers_as_data(compiled, known, compiled.decide(known))


def _same_answers(one: Mapping[str, Mapping[str, object]], other: Mapping[str, Mapping[str, object]]) -> bool:
    return all(
        name in one
        and (one[name]["status"], one[name]["value"]) == (told.get("status"), told.get("value"))
        and _rows(one[name]) == _rows(told)
        for name, told in other.items()
    )


def _rows(told: Mapping[str, object]) -> list[tuple[object, object]]:
    because = told.get("because")
    return (
        [(row.get("decision"), row.get("row")) for row in because if isinstance(row, dict)]
        if isinstance(because, list)
        else []
    )


def _name_rows(agreement: Agreement, rows: Sequence[tuple[object, object]]) -> tuple[str, ...]:
    questions = {decision.id: decision.question for decision in agreement.decisions}
    return tuple(f"{questions.get(str(decision), decision)} rad ”{row}”" for decision, row in rows)


def _words(agreement: Agreement, answers: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    words = {}
    for name, told in answers.items():
        value = told.get("value")
        if told.get("status") != Status.SETTLED.value:
            words[name] = {"okant": "okänt"}.get(str(told.get("status")), str(told.get("status")))
        elif isinstance(value, list):
            words[name] = write_value(agreement.vocabulary, name, tuple(value))
        else:
            words[name] = write_value(agreement.vocabulary, name, value if isinstance(value, (str, int)) else None)
    return words


def _others(library: Library, agreement: str, known: Mapping[str, Value]) -> list[tuple[str, dict[str, str]]]:
    found = []
    for version in library.agreements[agreement]:
        for reading in ("", *library.readings_of(agreement, version)):
            other = library.usable(agreement, version, reading)
            standings = compile_once(other).decide(known)
            found.append(
                (
                    other.address,
                    {name: standing_words(other.vocabulary, name, standing) for name, standing in standings.items()},
                )
            )
    return found
