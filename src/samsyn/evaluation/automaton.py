"""The fast walk: an agreement made ready to decide many cases, one or a million at a time.

Most answers are looked up: tables that test much the same stand on one sheet (`lookup_tables`), and where a case
stands on all sheets is one sum. Only a table whose answer something unknown can change is walked, as an automaton over its
diagram, one fact at a time in the order of telling. A state is the set of nodes still alive: one while every fact
is known, several after one that is unknown. A set of paths through a diagram is a set of joint completions, within
what is possible, so an unknown fact is exact. Sheets and states are filled as cases are met.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any, Final, TypeAlias, cast

from samsyn.documents.problems import Place
from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status, stand
from samsyn.evaluation.classes import FactClasses, connected_impossible
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.diagram import Diagrams
from samsyn.evaluation.lookup_tables import DOUBTFUL, Lookup, Sheet, lookup, possible, results_of, sheets
from samsyn.evaluation.meaning import Match, Result, outcome
from samsyn.evaluation.one_case import why_impossible
from samsyn.facts.values import Value
from samsyn.rules.decisions import Decision
from samsyn.rules.impossible import Impossible

MOST_STATES: Final = 60_000
"""How many states a walk remembers before it begins anew."""

DEAD: Final = 0
"""The number of the end of a walk that cannot be."""

Node: TypeAlias = list[Any]
"""A state of a walk: the next node for each code of its fact (None when not yet met), then the set of nodes alive.

Plain lists, because an index into one is the cheapest step Python has. After the last fact comes an end.
"""


@dataclass(frozen=True, slots=True)
class End:
    """Where a walk can end: how the answers of its table stand. `number` tells the ends of a walk apart."""

    number: int
    standings: Mapping[str, Standing]


class Outgrown(Exception):
    """A walk has met more states than it may remember."""

    def __init__(self, walk: "Walk") -> None:
        super().__init__()
        self.walk = walk


class Walk:
    """One diagram walked with sets of nodes, and the states met so far; only ever added to.

    Its leaves are a Match, or IMPOSSIBLE; what is surely impossible is dropped from a set as it is met. Without a
    decision it says only whether a case can be. `levels` are the facts asked, in order; `widths` the number of codes
    of each, unknown included. `lock` is held while anything is added.
    """

    def __init__(
        self, diagrams: Diagrams, root: int, decision: Decision | None, lock: AbstractContextManager[bool]
    ) -> None:
        self.root = root
        self.decision = decision
        self.lock = lock
        self.levels = tuple(sorted(diagrams.tested(root)))
        self.widths = tuple(diagrams.widths[level] + 1 for level in self.levels)
        self.ends = [End(DEAD, {})]
        self.size = 0
        self._diagrams = diagrams
        self._impossible = diagrams.leaf(IMPOSSIBLE)
        self._ends: dict[frozenset[int], End] = {}
        self._nodes: list[dict[frozenset[int], Node]] = [{} for _ in self.levels]
        dead: list[Any] = [self.ends[DEAD]]
        for width in reversed(self.widths):
            dead.append([dead[-1]] * width)
        self._dead = dead[::-1]
        self.start = self._node(0, frozenset((root,)))

    def anew(self) -> "Walk":
        """The same walk, with nothing met."""
        return Walk(self._diagrams, self.root, self.decision, self.lock)

    def _node(self, position: int, alive: frozenset[int]) -> Any:  # noqa: ANN401 (a Node, at last an End)
        alive -= {self._impossible}
        if not alive:
            return self._dead[position]
        if position == len(self.levels):
            return self._end(alive)
        node = self._nodes[position].get(alive)
        if node is None:
            node = self._nodes[position][alive] = [*[None] * self.widths[position], alive]
            self.size += 1
        return node

    def _end(self, alive: frozenset[int]) -> End:
        end = self._ends.get(alive)
        if end is None:
            matches = [cast("Match", self._diagrams.payloads[node]) for node in alive]
            standings = _standings(self.decision, matches) if self.decision is not None else {}
            end = self._ends[alive] = End(len(self.ends), standings)
            self.ends.append(end)
        return end

    def after(self, position: int, node: Node, code: int) -> Any:  # noqa: ANN401 (a Node, at last an End)
        """The node after the fact at `position` is in class `code`. Raises Outgrown rather than remember too much."""
        found = node[code]
        if found is None:
            with self.lock:
                if self.size > MOST_STATES:
                    raise Outgrown(self)
                diagrams, level = self._diagrams, self.levels[position]
                alive: set[int] = set()
                for one in node[-1]:
                    if diagrams.levels[one] != level:
                        alive.add(one)
                    elif code < diagrams.widths[level]:
                        alive.add(diagrams.children[one][code])
                    else:
                        alive.update(diagrams.children[one])
                found = node[code] = self._node(position + 1, frozenset(alive))
        return found

    def end(self, codes: Iterable[int]) -> End:
        """Where a case, given as one code for each of `levels`, ends."""
        node = self.start
        for position, code in enumerate(codes):
            node = node[code] or self.after(position, node, code)
        return cast("End", node)


def _standings(decision: Decision, matches: Sequence[Match]) -> dict[str, Standing]:
    return {
        answer: stand((outcome(decision.policy, decision.rows, match, column), match) for match in matches)
        for column, answer in enumerate(decision.outputs)
    }


def _roots(compiled: Compiled) -> tuple[dict[str, int], list[int]]:
    """For each decision its diagram with what is impossible marked; and diagrams of what is possible, independent.

    A table need only know the impossible combinations that touch its facts, directly or through one another: the
    others leave it every completion, or leave the whole case none.
    """
    space, diagrams = compiled.space, compiled.space.diagrams
    near: dict[tuple[Place, ...], int] = {}

    def marked(root: int, rows: tuple[Impossible, ...]) -> int:
        places = tuple(row.place for row in rows)
        if places not in near:
            near[places] = space.left_by(rows)
        return diagrams.combine(lambda can, match: match if can is True else IMPOSSIBLE, near[places], root)

    tables = {}
    for decision in compiled.agreement.decisions:
        matches = compiled.matches[decision.id]
        facts = [space.facts[level].fact.id for level in diagrams.tested(matches)]
        tables[decision.id] = marked(matches, connected_impossible(facts, space.impossible))
    told: set[Place] = set()
    parts = []
    impossible = (*space.impossible, *space.impossible_unseen)
    for row in impossible:
        if row.place not in told:
            rows = connected_impossible(row.cells, impossible)
            told.update(one.place for one in rows)
            parts.append(marked(diagrams.leaf(Match()), rows))
    return tables, parts


class Decided(Mapping[str, Standing]):
    """How every answer stands for one case, by identifier.

    What is `missing` of an unknown answer is found when it is asked for: that costs more than the decision.
    """

    __slots__ = ("_automaton", "_codes", "_explained", "_said")

    def __init__(
        self, automaton: "Automaton", said: Sequence[Mapping[str, Standing]], codes: Sequence[int] | None
    ) -> None:
        self._automaton = automaton
        self._said = said
        self._codes = codes
        self._explained: dict[str, Standing] | None = None

    def __getitem__(self, answer: str) -> Standing:
        standing = self._said[self._automaton.sheet_of[answer]][answer]
        if standing.status is not Status.UNKNOWN:
            return standing
        if self._explained is None:
            self._explained = {}
        if answer not in self._explained:
            assert self._codes is not None, "what is looked up is never unknown"
            self._explained[answer] = replace(standing, missing=self._automaton.missing(answer, self._codes))
        return self._explained[answer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._automaton.sheet_of)

    def __len__(self) -> int:
        return len(self._automaton.sheet_of)

    def __repr__(self) -> str:
        return f"Decided({dict(self)!r})"

    @property
    def standings(self) -> Mapping[str, Standing]:
        """The same, but with nothing said of what is missing."""
        return {answer: self._said[sheet][answer] for answer, sheet in self._automaton.sheet_of.items()}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands at one place of a sheet, and what it adds to where the case stands on the sheets that test it.

    `doubtful` are the decisions that must be walked.
    """

    standings: Mapping[str, Standing]
    adds: int
    doubtful: tuple[str, ...]


class Automaton:
    """A compiled agreement, ready to decide many cases. Safe to share between threads.

    `asked` names the facts that can matter, in the order of telling but those last that no table can see, each with
    the code of each of its values; None has the code of the unknown. `sheets` are the tables as they are looked up,
    `walks` (by decision) as they are walked; `parts` say, independently of one another, what is possible: as a walk,
    and looked up (None: too large).
    """

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.lock = RLock()
        facts, decisions = (*compiled.space.facts, *compiled.space.unseen), compiled.agreement.decisions
        self._widths = tuple(len(fact) for fact in facts)
        self._levels = tuple(level for level, fact in enumerate(facts) if len(fact) > 1)
        self._position = {level: position for position, level in enumerate(self._levels)}
        self.asked = tuple((facts[level].fact.id, _codes(facts[level])) for level in self._levels)
        tables, parts = _roots(compiled)
        diagrams = compiled.space.diagrams
        self.walks = {one.id: Walk(diagrams, tables[one.id], one, self.lock) for one in decisions}
        walks = [Walk(diagrams, root, None, self.lock) for root in parts]
        self.parts = [(walk, possible(compiled, walk.levels, walk.root)) for walk in walks]
        self.results: dict[str, tuple[Result, ...]] = {
            answer: results_of(compiled, answer) for answer in compiled.agreement.answers
        }
        self._code_of_result = {
            answer: {result: code for code, result in enumerate(results)} for answer, results in self.results.items()
        }
        self.sheets = sheets(decisions, [lookup(compiled, one, self.results) for one in decisions])
        place = {answer: index for index, sheet in enumerate(self.sheets) for answer in sheet.answers}
        self.sheet_of = {answer: place[answer] for answer in compiled.agreement.answers}
        self._said: dict[tuple[str, int], Mapping[str, Standing]] = {}
        self._entries: dict[tuple[str | int, ...], _Entry] = {}
        self._lay_out()

    @classmethod
    def of(cls, compiled: Compiled) -> "Automaton":
        """The automaton of a compiled agreement; what it says is made as cases are met."""
        return cls(compiled)

    def _lay_out(self) -> None:
        """Give each sheet, and each part of what is possible, its field in one number, and each code what it adds."""
        shift = 0
        adds: dict[str, list[int]] = {name: [0] * (codes[None] + 1) for name, codes in self.asked}
        self._adds_of_result = {answer: [0] * (len(results) + 1) for answer, results in self.results.items()}
        self._fields: list[tuple[int, int, list[_Entry | None]]] = []
        self._possible: list[tuple[int, int, bytes]] = []
        self._too_large: list[int] = []
        for sheet in self.sheets:
            place = 1
            for one in reversed(sheet.inputs):
                into = adds[one.name] if one.is_fact else self._adds_of_result[one.name]
                for code in range(len(into)):
                    into[code] += (code if one.groups is None else int(one.groups[code])) * place << shift
                place *= one.width
            bits = sheet.size.bit_length()
            self._fields.append((shift, (1 << bits) - 1, [None] * sheet.size))
            shift += bits
        for index, (walk, table) in enumerate(self.parts):
            if table is None:
                self._too_large.append(index)
                continue
            place = 1
            for level, width in zip(reversed(walk.levels), reversed(walk.widths), strict=True):
                into = adds[self.asked[self._position[level]][0]]
                for code in range(width):
                    into[code] += code * place << shift
                place *= width
            bits = len(table).bit_length()
            self._possible.append((shift, (1 << bits) - 1, table.tobytes()))
            shift += bits
        self._adds = tuple(
            (name, {value: adds[name][code] for value, code in codes.items()}) for name, codes in self.asked
        )

    def positions(self, walk: Walk) -> tuple[int, ...]:
        """Where the facts of a walk stand in `asked`."""
        return tuple(self._position[level] for level in walk.levels)

    def relieve(self, outgrown: Walk) -> None:
        """Begin a walk that has outgrown its memory anew."""
        with self.lock:
            self.walks = {name: walk.anew() if walk is outgrown else walk for name, walk in self.walks.items()}
            self.parts = [(walk.anew() if walk is outgrown else walk, table) for walk, table in self.parts]

    def decide(self, known: Mapping[str, Value]) -> Mapping[str, Standing]:
        """How every answer stands for a case: the same as `Compiled.decide`, in a few microseconds.

        A fact that is not there is unknown; facts that nothing tests are passed over. KeyError is a value the
        vocabulary does not have. Raises ImpossibleCaseError when the facts cannot be true together.
        """
        get = known.get
        where = sum([adds[get(name)] for name, adds in self._adds])
        for shift, mask, possible_there in self._possible:
            if not possible_there[where >> shift & mask]:
                raise ImpossibleCaseError(why_impossible(known, self.compiled.agreement.impossible))
        if self._too_large and not self._can_be(known):
            raise ImpossibleCaseError(why_impossible(known, self.compiled.agreement.impossible))
        said: list[Mapping[str, Standing]] = []
        codes: list[int] | None = None
        try:
            for shift, mask, entries in self._fields:
                entry: Any = entries[where >> shift & mask]
                said.append(entry.standings)
                where += entry.adds
                if entry.doubtful:
                    codes = codes or self._coded(known)
                    where += self._settle(entry, codes, said)
        except AttributeError:  # None, where no case has been: cheaper than to ask at every sheet
            return self._met(known)
        return Decided(self, said, codes)

    def _can_be(self, known: Mapping[str, Value]) -> bool:
        """Whether the parts of what is possible that are too large to look up allow a case."""
        codes = self._coded(known)
        return all(self._walked(index, codes).number != DEAD for index in self._too_large)

    def _coded(self, known: Mapping[str, Value]) -> list[int]:
        return [codes[known.get(name)] for name, codes in self.asked]

    def _walked(self, which: str | int, codes: Sequence[int]) -> End:
        """Where a case ends in the walk of a decision, or of a part of what is possible."""
        while True:
            walk = self.walks[which] if isinstance(which, str) else self.parts[which][0]
            try:
                return walk.end(codes[position] for position in self.positions(walk))
            except Outgrown as outgrown:
                self.relieve(outgrown.walk)

    def _met(self, known: Mapping[str, Value]) -> Mapping[str, Standing]:
        """Make what stands where no case has been, and decide."""
        codes = self._coded(known)
        said: list[Mapping[str, Standing]] = []
        where = sum(adds[known.get(name)] for name, adds in self._adds)
        for sheet, (shift, mask, entries) in zip(self.sheets, self._fields, strict=True):
            place = where >> shift & mask
            entry = entries[place] or self._made(sheet, place)
            entries[place] = entry
            said.append(entry.standings)
            where += entry.adds + self._settle(entry, codes, said)
        return Decided(self, said, codes)

    def _made(self, sheet: Sheet, place: int) -> _Entry:
        """What a sheet says at a place."""
        coded: dict[str, int] = {}
        for one in reversed(sheet.inputs):
            place, coded[one.name] = divmod(place, one.width)
        standings: dict[str, Standing] = {}
        doubtful: list[str] = []
        ways: list[int] = []
        for decision, found in zip(sheet.decisions, sheet.lookups, strict=True):
            ways.append(found.way(coded) if found is not None else DOUBTFUL)
            if found is None or ways[-1] == DOUBTFUL:
                doubtful.append(decision.id)
                coded.update({answer: len(self.results[answer]) for answer in decision.outputs})
                continue
            for answer, standing in self._standings_of(decision, found, ways[-1]).items():
                standings[answer] = standing
                coded[answer] = self.code_of(answer, standing)
        # Places that say the same share an entry: what is kept together stays in the processor's cache.
        adds = sum(self._adds_of_result[answer][coded[answer]] for answer in standings)
        return self._entries.setdefault((sheet.answers[0], *ways), _Entry(standings, adds, tuple(doubtful)))

    def _settle(self, entry: _Entry, codes: Sequence[int], said: list[Mapping[str, Standing]]) -> int:
        """Walk the decisions in doubt, put their standings last among what is said, and tell what they add."""
        adds = 0
        for decision in entry.doubtful:
            walked = self._walked(decision, codes).standings
            said[-1] = {**said[-1], **walked}
            for answer, standing in walked.items():
                adds += self._adds_of_result[answer][self.code_of(answer, standing)]
        return adds

    def _standings_of(self, decision: Decision, found: Lookup, way: int) -> Mapping[str, Standing]:
        key = (decision.id, way)
        if key not in self._said:
            self._said[key] = _standings(decision, [found.matches[way]])
        return self._said[key]

    def code_of(self, answer: str, standing: Standing) -> int:
        """What an answer comes to, in code, for the tables that test it.

        The last code is the unknown, and what no case comes to: an array also has entries that no case reaches.
        """
        codes, (result, *others) = self._code_of_result[answer], standing.results
        return len(codes) if others else codes.get(result, len(codes))

    def missing(self, answer: str, codes: Sequence[int]) -> tuple[str, ...]:
        """The unknown facts that can change an answer, for a case given as codes of `asked`."""
        known = {level: code for level, code in zip(self._levels, codes, strict=True) if code < self._widths[level]}
        with self.lock:  # the store of diagrams is no more than dictionaries
            return self.compiled.missing(answer, known)


def _codes(fact: FactClasses) -> Mapping[Value | None, int]:
    codes: dict[Value | None, int] = dict(fact.index.items())
    codes[None] = len(fact)
    return codes
