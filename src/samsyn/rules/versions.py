"""An agreement ready to decide: one version with what it builds on, under one reading or none, and its fingerprint."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from samsyn.clocks.almanac import CALENDAR_VERSION
from samsyn.documents.problems import Problem
from samsyn.facts.vocabulary import Answer, Fact, Vocabulary
from samsyn.rules.agreement import AgreementText, ReadingText
from samsyn.rules.decisions import Decision
from samsyn.rules.impossible import Impossible
from samsyn.rules.provisions import Provision


@dataclass(frozen=True, eq=False)
class Agreement:
    """The closure of one version: its own decisions and those of the agreements it builds on, in the order they run.

    Two agreements are the same only when they are one object; compare `fingerprint` for the same content.

    `id` is the agreement's address without version, `version` the name of its file, `reading` the name of the
    reading or empty. `texts` are all the files it rests on, by name: what its fingerprint is computed from. `unread` are
    the answers that tables with faults may have been meant to give.
    """

    id: str
    version: str
    reading: str
    text: AgreementText
    reading_text: ReadingText | None
    vocabulary: Vocabulary
    decisions: tuple[Decision, ...]
    provisions: tuple[Provision, ...]
    impossible: tuple[Impossible, ...]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]
    replaced: tuple[Decision, ...] = ()
    unread: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """`halland/hemsjukvard@2021-04-01`, with the reading after a space when there is one."""
        return f"{self.id}@{self.version}" + (f" {self.reading}" if self.reading else "")

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all it rests on, vocabulary and calendar included, in hexadecimal."""
        return fingerprint(self.texts, CALENDAR_VERSION)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that its decisions test, in the order of telling."""
        tested = {name for decision in self.decisions for name in decision.inputs}
        return {name: fact for name, fact in self.vocabulary.facts.items() if name in tested}

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """The answers it gives, in the order they are decided."""
        return {name: self.vocabulary.answers[name] for decision in self.decisions for name in decision.outputs}

    @cached_property
    def decided_by(self) -> Mapping[str, Decision]:
        """The decision that gives each answer."""
        return {name: decision for decision in self.decisions for name in decision.outputs}

    @cached_property
    def own(self) -> tuple[Decision, ...]:
        """The decisions of this agreement or its reading, not of those it builds on."""
        names = {self.text.name, self.reading_text.text.name if self.reading_text else ""}
        names |= {decision.agreement for decision in self.reading_text.text.decisions} if self.reading_text else set()
        return tuple(decision for decision in self.decisions if decision.agreement in names)


def fingerprint(texts: Mapping[str, str], calendar: str) -> str:
    """SHA-256 of files by name, and of the calendar's version."""
    digest = hashlib.sha256(calendar.encode())
    for name in sorted(texts):
        digest.update(f"\0{name}\0{len(texts[name])}\0".encode())
        digest.update(texts[name].encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def in_running_order(decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Decisions ordered so that each stands after those it tests; the second part is what tests itself in a ring."""
    waiting = list(decisions)
    produced = {name for decision in waiting for name in decision.outputs}
    done: set[str] = set()
    ordered: list[Decision] = []
    while waiting:
        later: list[Decision] = []
        before = len(ordered)
        for decision in waiting:
            is_ready = all(name in done or name not in produced for name in decision.inputs)
            (ordered if is_ready else later).append(decision)
        if len(ordered) == before:
            return tuple(ordered), tuple(waiting)
        done.update(name for decision in ordered[before:] for name in decision.outputs)
        waiting = later
    return tuple(ordered), ()
