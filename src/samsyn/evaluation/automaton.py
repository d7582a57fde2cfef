"""The fast walk: an agreement's whole graph as a few automata, made as they are met.

Tables that test much the same are walked together, one fact at a time in the order of telling. A state is, for each
table, the set of nodes of its diagram that are still alive: one node while every fact is known, several after a
fact that is unknown. A set of paths through one diagram is a set of joint completions, so an unknown fact is exact
too. States and steps are made the first time they are met and remembered; after that a case is one index a fact.

What is impossible is walked by itself. Only where a table can match in several ways, because a fact it tests is
unknown, is that table walked again together with what is impossible: then some of the ways may fall away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, Final, TypeAlias, cast

from samsyn.documents.problems import Place
from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status, stand
from samsyn.evaluation.classes import FactClasses, connected_impossible
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled, Space
from samsyn.evaluation.diagram import Diagrams
from samsyn.evaluation.meaning import Match, outcome
from samsyn.evaluation.one_case import why_impossible
from samsyn.facts.values import Value
from samsyn.rules.decisions import Decision
from samsyn.rules.impossible import Impossible

MOST_STATES_ALONE: Final = 60_000
"""How many states a bundle of one table remembers before it begins anew."""

MOST_STATES_TOGETHER: Final = 2_000
"""How many states a bundle of several tables may have before it is split: tables that have little to do with each
other multiply their states when walked together."""

DEAD: Final = 0
"""The number, among the sets of a table and among the ends of a bundle, of what cannot be."""

Node: TypeAlias = list[Any]
"""A state being walked: the next node for each code of its fact (None when not yet met), then the state itself.

Plain lists, because an index into one is the cheapest step Python has. After the last fact comes an `End`.
"""


@dataclass
class Track:
    """One table (or, without a decision, what is possible) as a diagram walked with sets of nodes.

    Leaves are a Match, or IMPOSSIBLE; nodes that are surely impossible are dropped from a set as they are met.
    `doubtful`: several matches may be too many, for some of them may be impossible.
    """

    diagrams: Diagrams
    root: int
    decision: Decision | None
    doubtful: bool
    sets: list[frozenset[int]] = field(default_factory=lambda: [frozenset[int]()])
    _numbers: dict[frozenset[int], int] = field(default_factory=lambda: {frozenset(): DEAD})
    _steps: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _standings: dict[int, Mapping[str, Standing]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.impossible = self.diagrams.leaf(IMPOSSIBLE)
        self.levels = self.diagrams.tested(self.root)
        self.start = self._number(frozenset((self.root,)))

    def anew(self) -> "Track":
        """The same track, with nothing met."""
        return Track(self.diagrams, self.root, self.decision, self.doubtful)

    def _number(self, alive: frozenset[int]) -> int:
        alive -= {self.impossible}
        number = self._numbers.get(alive)
        if number is None:
            number = self._numbers[alive] = len(self.sets)
            self.sets.append(alive)
        return number

    def after(self, number: int, level: int, code: int) -> int:
        """The set after the fact at `level`, not yet asked, is in class `code`; the number of classes is unknown."""
        key = (number, level, code)
        found = self._steps.get(key)
        if found is None:
            diagrams = self.diagrams
            alive: set[int] = set()
            for node in self.sets[number]:
                if diagrams.levels[node] != level:
                    alive.add(node)
                elif code < diagrams.widths[level]:
                    alive.add(diagrams.children[node][code])
                else:
                    alive.update(diagrams.children[node])
            found = self._steps[key] = self._number(frozenset(alive))
        return found

    def standings(self, number: int) -> Mapping[str, Standing]:
        """How the table's answers stand when every fact has been asked and left a set of leaves."""
        if number not in self._standings:
            matches = [cast("Match", self.diagrams.payloads[node]) for node in self.sets[number]]
            self._standings[number] = _standings(self.decision, matches) if self.decision is not None else {}
        return self._standings[number]


@dataclass(slots=True)
class End:
    """Where a walk can end: how the answers of a bundle's tables stand; `number` tells ends apart within a bundle.

    `doubtful` are the decisions that must be walked again, together with what is impossible.
    """

    number: int
    standings: Mapping[str, Standing]
    doubtful: tuple[str, ...]


@dataclass(slots=True)
class DeadEnd:
    """Where a walk ends that cannot be. It has no standings to ask for, which is how `decide` notices it."""

    number: int = DEAD


class Outgrown(Exception):
    """A bundle has met more states than it may remember."""

    def __init__(self, bundle: "Bundle") -> None:
        super().__init__()
        self.bundle = bundle


class Bundle:
    """Some tables walked together, and the states met so far; only ever added to.

    `levels` are the facts they test, in the order asked; `widths` the number of codes of each, unknown included.
    `lock` is held while anything is added.
    """

    def __init__(self, tracks: Sequence[Track], lock: AbstractContextManager[bool]) -> None:
        self.tracks = tuple(tracks)
        self.lock = lock
        self.levels = tuple(sorted(frozenset[int]().union(*(track.levels for track in tracks))))
        self.widths = tuple(tracks[0].diagrams.widths[level] + 1 for level in self.levels)
        self.ends: list[End | DeadEnd] = [DeadEnd()]
        self.size = 0
        self._most = MOST_STATES_ALONE if len(tracks) == 1 else MOST_STATES_TOGETHER
        self._ends: dict[tuple[int, ...], End] = {}
        self._nodes: list[dict[tuple[int, ...], Node]] = [{} for _ in self.levels]
        self._asking = tuple(
            tuple(index for index, track in enumerate(tracks) if level in track.levels) for level in self.levels
        )
        dead: list[Any] = [self.ends[DEAD]]
        for width in reversed(self.widths):
            dead.append([dead[-1]] * width)
        self._dead = dead[::-1]
        self.start = self._node(0, tuple(track.start for track in tracks))

    def _node(self, position: int, state: tuple[int, ...]) -> Any:  # noqa: ANN401 (a Node, at last an End)
        if DEAD in state:
            return self._dead[position]
        if position == len(self.levels):
            return self._end(state)
        node = self._nodes[position].get(state)
        if node is None:
            node = self._nodes[position][state] = [*[None] * self.widths[position], state]
            self.size += 1
        return node

    def _end(self, state: tuple[int, ...]) -> End:
        end = self._ends.get(state)
        if end is None:
            standings: dict[str, Standing] = {}
            doubtful: list[str] = []
            for track, number in zip(self.tracks, state, strict=True):
                standings |= track.standings(number)
                if track.doubtful and track.decision is not None and len(track.sets[number]) > 1:
                    doubtful.append(track.decision.id)
            end = self._ends[state] = End(len(self.ends), standings, tuple(doubtful))
            self.size += 1
            self.ends.append(end)
        return end

    def after(self, position: int, node: Node, code: int) -> Any:  # noqa: ANN401 (a Node, at last an End)
        """The node after the fact at `position` is in class `code`. Raises Outgrown rather than remember too much."""
        found = node[code]
        if found is None:
            with self.lock:
                if self.size > self._most:
                    raise Outgrown(self)
                level, before = self.levels[position], node[-1]
                state = list(before)
                for index in self._asking[position]:
                    state[index] = self.tracks[index].after(before[index], level, code)
                found = node[code] = self._node(position + 1, tuple(state))
        return found

    def end(self, codes: Sequence[int]) -> End | DeadEnd:
        """Where a case, given as one code for each of `levels`, ends."""
        node = self.start
        try:
            for code in codes:
                node = node[code]
        except TypeError:  # None, where no case has been
            node = None
        if node is None:
            node = self.start
            for position, code in enumerate(codes):
                node = self.after(position, node, code)
        return cast("End | DeadEnd", node)

    def relieved(self) -> "tuple[Bundle, ...]":
        """Two bundles, each of tables that test much the same; a single table begins anew."""
        anew = [track.anew() for track in self.tracks]
        middle = (len(anew) + 1) // 2
        return tuple(Bundle(part, self.lock) for part in (anew[:middle], anew[middle:]) if part)


def bundled(tracks: Iterable[Track], lock: AbstractContextManager[bool]) -> tuple[Bundle, ...]:
    """Tables in bundles: each with one that tests all the facts it tests, or all but one."""
    together: list[list[Track]] = []
    for track in sorted(tracks, key=lambda track: -len(track.levels)):
        host = next((one for one in together if len(track.levels - one[0].levels) <= 1), None)
        if host is None:
            together.append([track])
        else:
            host.append(track)
    return tuple(Bundle(one, lock) for one in together)


def _standings(decision: Decision, matches: Sequence[Match]) -> dict[str, Standing]:
    return {
        answer: stand((outcome(decision.policy, decision.rows, match, column), match) for match in matches)
        for column, answer in enumerate(decision.outputs)
    }


def _tracks(compiled: Compiled) -> tuple[list[Track], dict[str, Track], list[Track]]:
    """A track for each table; for each table, by decision, with what is impossible; and for what is possible alone.

    A table need only know the impossible combinations that touch its facts, directly or through one another: the
    others leave it every completion, or leave the whole case none.
    """
    space, diagrams = compiled.space, compiled.space.diagrams
    near: dict[tuple[Place, ...], int] = {}

    def marked(root: int, rows: tuple[Impossible, ...]) -> int:
        places = tuple(row.place for row in rows)
        if places not in near:
            near[places] = _possible(space, rows)
        return diagrams.combine(lambda can, match: match if can is True else IMPOSSIBLE, near[places], root)

    tracks: list[Track] = []
    sure: dict[str, Track] = {}
    for decision in compiled.agreement.decisions:
        matches = compiled.matches[decision.id]
        facts = [space.facts[level].fact.id for level in diagrams.tested(matches)]
        rows = connected_impossible(facts, space.impossible)
        tracks.append(Track(diagrams, matches, decision, doubtful=bool(rows)))
        sure[decision.id] = Track(diagrams, marked(matches, rows) if rows else matches, decision, doubtful=False)
    possible: list[Track] = []
    told: set[Place] = set()
    for row in space.impossible:
        if row.place not in told:
            rows = connected_impossible(row.cells, space.impossible)
            told.update(one.place for one in rows)
            possible.append(Track(diagrams, marked(diagrams.leaf(Match()), rows), None, doubtful=False))
    return tracks, sure, possible


def _possible(space: Space, rows: Iterable[Impossible]) -> int:
    """The diagram that is True where some impossible combinations leave a case possible."""
    diagrams = space.diagrams
    possible = diagrams.leaf(True)
    for row in rows:
        levels = {space.level[name]: space.facts[space.level[name]].accepted(cell) for name, cell in row.cells.items()}
        allowed = diagrams.box(levels, diagrams.leaf(False), diagrams.leaf(True))
        possible = diagrams.combine(lambda one, other: one is True and other is True, possible, allowed)
    return possible


class Decided(Mapping[str, Standing]):
    """How every answer stands for one case, by identifier.

    What is `missing` of an unknown answer is found when it is asked for: that costs more than the decision.
    """

    __slots__ = ("_automaton", "_codes", "_explained", "_owners", "_parts", "_sure")

    def __init__(
        self,
        automaton: "Automaton",
        parts: Sequence[Mapping[str, Standing]],
        owners: Mapping[str, int],
        sure: Mapping[str, Standing],
        codes: Sequence[int],
    ) -> None:
        self._automaton = automaton
        self._sure = sure
        self._parts = parts
        self._owners = owners
        self._codes = codes
        self._explained: dict[str, Standing] | None = None

    def __getitem__(self, answer: str) -> Standing:
        standing = self._sure.get(answer) or self._parts[self._owners[answer]][answer]
        if standing.status is not Status.UNKNOWN:
            return standing
        if self._explained is None:
            self._explained = {}
        if answer not in self._explained:
            missing = self._automaton.missing(answer, self._codes)
            self._explained[answer] = replace(standing, missing=missing)
        return self._explained[answer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)

    def __len__(self) -> int:
        return len(self._owners)

    def __repr__(self) -> str:
        return f"Decided({dict(self)!r})"

    @property
    def standings(self) -> Mapping[str, Standing]:
        """The same, but with nothing said of what is missing."""
        return {answer: self._sure.get(answer) or self._parts[owner][answer] for answer, owner in self._owners.items()}


class Automaton:
    """A compiled agreement, ready to decide many cases. Safe to share between threads.

    `asked` names the facts that can matter, in the order of telling, each with the code of each of its values; None
    has the code of the unknown. `bundles` are the tables and what is possible, as they are walked together; `sure`
    has each table by itself together with what is impossible, `possible` what is possible in independent parts.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        facts = compiled.space.facts
        self._levels = tuple(level for level, fact in enumerate(facts) if len(fact) > 1)
        self._position = {level: position for position, level in enumerate(self._levels)}
        self.asked = tuple((facts[level].fact.id, _codes(facts[level])) for level in self._levels)
        self.lock = RLock()
        tracks, sure, possible = _tracks(compiled)
        self.sure = {decision: Bundle((track,), self.lock) for decision, track in sure.items()}
        self.possible = tuple(Bundle((track,), self.lock) for track in possible)
        self._sure_positions = {decision: self.positions(bundle) for decision, bundle in self.sure.items()}
        self._take(bundled([*tracks, *(track.anew() for track in possible)], self.lock))

    @classmethod
    def of(cls, compiled: Compiled) -> "Automaton":
        """The automaton of a compiled agreement; its states are made as cases are met."""
        return cls(compiled)

    def _take(self, bundles: tuple[Bundle, ...]) -> None:
        owner = {
            answer: index
            for index, bundle in enumerate(bundles)
            for track in bundle.tracks
            if track.decision is not None
            for answer in track.decision.outputs
        }
        # One tuple, replaced whole: a walk in another thread sees the old bundles or the new, never a mixture.
        self._plan = (
            tuple((bundle, self.positions(bundle)) for bundle in bundles),
            {answer: owner[answer] for answer in self.compiled.agreement.answers},
        )

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The tables as they are walked together."""
        return tuple(bundle for bundle, _ in self._plan[0])

    def positions(self, bundle: Bundle) -> tuple[int, ...]:
        """Where the facts of a bundle stand in `asked`."""
        return tuple(self._position[level] for level in bundle.levels)

    def relieve(self, outgrown: Bundle) -> None:
        """Put two smaller bundles, or the same table begun anew, in place of one that has outgrown its memory."""
        with self.lock:
            if outgrown in self.bundles:
                self._take(_replaced(self.bundles, outgrown))
            self.possible = _replaced(self.possible, outgrown)
            self.sure = {decision: _replaced((bundle,), outgrown)[0] for decision, bundle in self.sure.items()}

    def decide(self, known: Mapping[str, Value]) -> Mapping[str, Standing]:
        """How every answer stands for a case: the same as `Compiled.decide`, in a few microseconds.

        A fact that is not there is unknown; facts that no table tests are passed over. KeyError is a value the
        vocabulary does not have. Raises ImpossibleCaseError when the facts cannot be true together.
        """
        get = known.get
        codes = [code_of[get(name)] for name, code_of in self.asked]
        parts, owners = self._plan
        said: list[Mapping[str, Standing]] = []
        doubtful: tuple[str, ...] = ()
        try:
            for bundle, positions in parts:
                node = bundle.start
                for position in positions:
                    node = node[codes[position]]
                said.append(node.standings)
                if node.doubtful:
                    doubtful += node.doubtful
        except (TypeError, AttributeError):  # None where no case has been, or a dead end: cheaper than to ask each time
            found = self._slowly(codes)
            if found is None:
                raise ImpossibleCaseError(why_impossible(known, self.compiled.space.impossible)) from None
            said, owners, doubtful = found
        return Decided(self, said, owners, self._made_sure(doubtful, codes) if doubtful else {}, codes)

    def _slowly(
        self, codes: Sequence[int]
    ) -> tuple[list[Mapping[str, Standing]], dict[str, int], tuple[str, ...]] | None:
        """What the bundles say, making what has not been met; None when the case cannot be."""
        while True:
            parts, owners = self._plan
            try:
                ends = [bundle.end([codes[position] for position in positions]) for bundle, positions in parts]
            except Outgrown as outgrown:
                self.relieve(outgrown.bundle)
                continue
            alive = [end for end in ends if isinstance(end, End)]
            if len(alive) < len(ends):
                return None
            doubtful = tuple(decision for end in alive for decision in end.doubtful)
            return [end.standings for end in alive], owners, doubtful

    def _made_sure(self, doubtful: Iterable[str], codes: Sequence[int]) -> dict[str, Standing]:
        """How the answers of doubtful decisions stand when what is impossible has fallen away."""
        standings: dict[str, Standing] = {}
        for decision in doubtful:
            while True:
                bundle = self.sure[decision]
                try:
                    end = bundle.end([codes[position] for position in self._sure_positions[decision]])
                except Outgrown as outgrown:
                    self.relieve(outgrown.bundle)
                    continue
                break
            assert isinstance(end, End), "a case that is possible leaves each table some way to match"
            standings |= end.standings
        return standings

    def missing(self, answer: str, codes: Sequence[int]) -> tuple[str, ...]:
        """The unknown facts that can change an answer, for a case given as codes of `asked`."""
        facts = self.compiled.space.facts
        known = {level: code for level, code in zip(self._levels, codes, strict=True) if code < len(facts[level])}
        with self.lock:  # the store of diagrams is no more than dictionaries
            return self.compiled.missing(answer, known)


def _replaced(bundles: tuple[Bundle, ...], outgrown: Bundle) -> tuple[Bundle, ...]:
    return tuple(one for bundle in bundles for one in (outgrown.relieved() if bundle is outgrown else (bundle,)))


def _codes(fact: FactClasses) -> Mapping[Value | None, int]:
    codes: dict[Value | None, int] = dict(fact.index.items())
    codes[None] = len(fact)
    return codes
