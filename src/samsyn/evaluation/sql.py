"""An agreement as one SQL query, so that a region can run it in its own warehouse.

The query reads like the agreement: one step for each table, one column for each way the table can come out, named by
the row that answers. A column tells whether the case *can* come out so: every fact that is unknown (NULL) is tried
with all its values. An answer that can come out in one way only is settled; in more ways, it is unknown.

That is exact for joint completions, because a step states its conditions only in things that do not depend on one
another: facts, and the columns of other steps as long as they share no fact with anything else the table tests.
Tables that do share facts are worked into the step as conditions on the facts themselves. Each condition is a set of
boxes that holds exactly the possible cases; a case with unknown facts reaches a set when it is compatible with a box.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, TypeAlias, cast, get_args

import sqlglot
from sqlglot import exp

from samsyn.documents.identifiers import fold
from samsyn.evaluation.answers import Status
from samsyn.evaluation.classes import FactClasses, classes_of
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.diagram import LEAF, Diagrams
from samsyn.evaluation.meaning import Match, Result, Truth, Void, both, cell_truth, outcome
from samsyn.facts.values import Choice, TimeOfDay, Value, Whole
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.cells import merge
from samsyn.rules.decisions import Decision, HitPolicy
from samsyn.rules.impossible import Impossible
from samsyn.rules.versions import Agreement

Dialect: TypeAlias = Literal["duckdb", "postgres", "spark"]
DIALECTS: Final[tuple[Dialect, ...]] = get_args(Dialect)

IMPOSSIBLE_STATUS: Final = "omojligt"
"""The status of every answer when the facts cannot be true together, or are no values of the vocabulary."""

MOST_BOXES: Final = 40
"""A table whose columns need more boxes than this is asked fact by fact instead: longer, but never out of hand."""

WIDTH: Final = 110
WHOLE_ROW: Final = "hela_raden"
LONGEST_NAME: Final = 60  # PostgreSQL cuts names at 63 bytes without a word
POLICIES: Final[Mapping[HitPolicy, str]] = {
    HitPolicy.FIRST: "första raden som stämmer svarar",
    HitPolicy.UNIQUE: "bara en rad får stämma",
    HitPolicy.ANY: "alla rader som stämmer måste svara lika",
    HitPolicy.COLLECT: "alla rader som stämmer ger sitt svar",
}

Box: TypeAlias = dict[int, frozenset[int]]
"""Classes by level; a level that is not there may be anything."""


def sql(
    agreement: Agreement | Compiled,
    dialect: Dialect,
    table: str = "fall",
    *,
    answers: Iterable[str] | None = None,
    columns: Iterable[str] | None = None,
) -> str:
    """One query that decides every row of a table.

    The table has a column for each fact, named by its identifier: text for a choice, an integer for a whole number,
    minutes after midnight for a time of day; NULL is unknown. The result has all columns of the table and, for each
    answer (all when None), ``<answer>``, ``<answer>_status`` and ``<answer>_row`` (the rows that answer, in the order
    of the table, joined by ``; ``). `columns` names the columns that the table has; a fact without one is unknown
    throughout, names that are no facts are passed over. When None, the table has a column for every fact that matters
    (`columns_for`).
    """
    agreement, classes, impossible = _parts(agreement)
    wanted = tuple(agreement.answers) if answers is None else tuple(answers)
    unknown = [name for name in wanted if name not in agreement.decided_by]
    if unknown:
        raise KeyError(unknown[0])
    present = frozenset(classes if columns is None else columns) & classes.keys()
    return _Query(agreement, classes, impossible, dialect, table, wanted, present).text()


def columns_for(agreement: Agreement | Compiled) -> tuple[str, ...]:
    """The facts that can matter to an agreement, in the order of telling: the columns the query reads unless told."""
    return tuple(_parts(agreement)[1])


def _parts(agreement: Agreement | Compiled) -> tuple[Agreement, Mapping[str, FactClasses], tuple[Impossible, ...]]:
    if isinstance(agreement, Compiled):
        space = agreement.space
        return agreement.agreement, {fact.fact.id: fact for fact in space.facts}, space.impossible
    return agreement, *classes_of((agreement,))


# ---- what a table can come to


@dataclass(frozen=True, slots=True)
class Turn:
    """One way a table can come out: the rows that answer, and what each output comes to."""

    rows: tuple[int, ...]
    results: tuple[Result, ...]


@dataclass
class Stage:
    """One table as a diagram of its turns, IMPOSSIBLE where a case cannot be.

    Its levels are facts and other stages, no two of which depend on one another. `columns` names each turn.
    """

    decision: Decision
    asked: "tuple[FactClasses | Stage, ...]"
    diagrams: Diagrams
    root: int
    columns: dict[Turn, str]

    @cached_property
    def results(self) -> tuple[tuple[Result, ...], ...]:
        """The different results its turns come to: the classes of the stage where another asks it."""
        return tuple(dict.fromkeys(turn.results for turn in self.columns))

    def __len__(self) -> int:
        return len(self.results)


@dataclass
class _Query:
    agreement: Agreement
    classes: Mapping[str, FactClasses]
    impossible: tuple[Impossible, ...]
    dialect: Dialect
    table: str
    answers: tuple[str, ...]
    present: frozenset[str]
    stages: dict[str, Stage] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _step: str = ""

    def __post_init__(self) -> None:
        self._names |= {*self.classes, *self.agreement.vocabulary.facts, WHOLE_ROW, self.table.rpartition(".")[2]}
        self._names |= {name + end for name in self.agreement.answers for end in ("", "_status", "_row")}
        self._reserved = {
            *(word.upper() for word in sqlglot.Dialect.get_or_raise(self.dialect).tokenizer_class.KEYWORDS),
            *(word.upper() for word in sqlglot.Dialect.get_or_raise("duckdb").generator_class.RESERVED_KEYWORDS),
        }
        cone = {name for answer in self.answers for name in self._cone(self.agreement.decided_by[answer])}
        self.impossible = _without_dodged(self.impossible, self.classes, self.present | cone)

    @property
    def _backslash(self) -> bool:
        """Whether a backslash within a text keeps the next sign from ending it."""
        return self.dialect == "spark"

    # ---- which tables a step works in

    def _premises(self, decision: Decision) -> Iterator[str]:
        for column, name in enumerate(decision.inputs):
            if any(not row.cells[column].anything for row in decision.rows):
                yield name

    def _cone(self, decision: Decision) -> frozenset[str]:
        """The facts a decision rests on, through all others."""
        found: set[str] = set()
        for name in self._premises(decision):
            if name in self.classes:
                found.add(name)
            elif name in self.agreement.decided_by:
                found |= self._cone(self.agreement.decided_by[name])
        return frozenset(found)

    def _bound(self, facts: Iterable[str]) -> frozenset[str]:
        """These facts with all that impossible combinations bind to them."""
        reached = set(facts)
        while True:
            more = {name for row in self.impossible if reached & row.cells.keys() for name in row.cells} - reached
            if not more:
                return frozenset(reached)
            reached |= more

    def _independent(self, decision: Decision) -> tuple[frozenset[str], list[Decision], list[Decision]]:
        """What a step is stated in: facts, decisions with steps of their own; and the decisions worked into it."""
        facts: set[str] = set()
        kept: dict[str, Decision] = {}
        worked_in: dict[str, Decision] = {}

        def take(one: Decision) -> None:
            for name in self._premises(one):
                if name in self.classes:
                    facts.add(name)
                elif (premise := self.agreement.decided_by.get(name)) and premise.id not in worked_in:
                    kept[premise.id] = premise

        def entangled() -> Decision | None:
            # The last to run first: what it tests may then stand by itself.
            rests = {name: self._bound(self._cone(one)) for name, one in kept.items()}
            for one in reversed(self.agreement.decisions):
                if one.id in kept:
                    others = self._bound(facts).union(*(rest for name, rest in rests.items() if name != one.id))
                    if rests[one.id] & others:
                        return one
            return None

        take(decision)
        while (one := entangled()) is not None:
            del kept[one.id]
            worked_in[one.id] = one
            take(one)
        running = [one for one in self.agreement.decisions if one.id in kept]
        return self._bound(facts), running, [one for one in self.agreement.decisions if one.id in worked_in]

    def _stage(self, decision: Decision) -> Stage:
        if decision.id in self.stages:
            return self.stages[decision.id]
        facts, kept, worked_in = self._independent(decision)
        asked = (
            *(self._stage(one) for one in kept),
            *(fact for name, fact in self.classes.items() if name in facts),
        )
        diagrams = Diagrams([len(one) for one in asked])
        if not all(diagrams.widths):  # nothing is possible of what it tests
            self.stages[decision.id] = Stage(decision, asked, diagrams, diagrams.leaf(IMPOSSIBLE), {})
            return self.stages[decision.id]
        known: dict[str, int] = {}
        levels: dict[str, int] = {}
        for level, one in enumerate(asked):
            if isinstance(one, Stage):
                for column, answer in enumerate(one.decision.outputs):
                    children = tuple(diagrams.leaf(results[column]) for results in one.results)
                    known[answer] = diagrams.node(level, children)
            else:
                levels[one.fact.id] = level
        for one in worked_in:
            match = self._match(one, diagrams, levels, known)
            for column, answer in enumerate(one.outputs):
                known[answer] = diagrams.relabel(lambda leaf, one=one, column=column: _said(one, leaf, column), match)
        turn = diagrams.relabel(lambda leaf: _turn(decision, leaf), self._match(decision, diagrams, levels, known))
        root = diagrams.combine(
            lambda can, leaf: leaf if can is True else IMPOSSIBLE, self._possible(diagrams, levels), turn
        )
        turns = sorted(
            (cast("Turn", leaf) for leaf in diagrams.leaves(root) if leaf != IMPOSSIBLE),
            key=lambda turn: (not turn.rows, turn.rows, repr(turn.results)),
        )
        named = {turn: self._name(f"{decision.id}__{self._called(decision, turn)}") for turn in turns}
        stage = self.stages[decision.id] = Stage(decision, asked, diagrams, root, named)
        return stage

    def _match(self, decision: Decision, diagrams: Diagrams, levels: Mapping[str, int], known: dict[str, int]) -> int:
        match = diagrams.leaf(Match())
        for position in range(len(decision.rows) - 1, -1, -1):
            truth = diagrams.leaf(Truth.TRUE)
            for name, cell in zip(decision.inputs, decision.rows[position].cells, strict=True):
                if cell.anything:
                    continue
                if name in levels:
                    level = levels[name]
                    accepted = self.classes[name].accepted(cell)
                    holds = diagrams.box({level: accepted}, diagrams.leaf(Truth.TRUE), diagrams.leaf(Truth.FALSE))
                else:
                    holds = diagrams.relabel(
                        lambda leaf, cell=cell: cell_truth(cell, cast("Result", leaf)),
                        known.get(name, diagrams.leaf(Void.SILENT)),
                    )
                truth = diagrams.combine(
                    lambda one, other: both(cast("Truth", one), cast("Truth", other)), truth, holds
                )
            match = diagrams.combine(
                lambda one, rest, position=position: cast("Match", rest).before(
                    position, cast("Truth", one), decision.policy
                ),
                truth,
                match,
            )
        return diagrams.relabel(lambda leaf: cast("Match", leaf).settled(decision.rows), match)

    def _possible(self, diagrams: Diagrams, levels: Mapping[str, int]) -> int:
        possible = diagrams.leaf(True)
        for row in self.impossible:
            if row.cells.keys() <= levels.keys():
                box = {levels[name]: self.classes[name].accepted(cell) for name, cell in row.cells.items()}
                excluded = diagrams.box(box, diagrams.leaf(False), diagrams.leaf(True))
                possible = diagrams.combine(lambda one, other: one is True and other is True, possible, excluded)
        return possible

    # ---- names

    def _name(self, wanted: str) -> str:
        """A name that is not taken, short enough for every engine."""
        name, number = wanted[:LONGEST_NAME], 1
        while name in self._names:
            number += 1
            name = f"{wanted[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        self._names.add(name)
        return name

    def _called(self, decision: Decision, turn: Turn) -> str:
        return "_och_".join(fold(decision.rows[row].name) for row in turn.rows) or "ingen_rad"

    def _id(self, name: str) -> str:
        quoted = name.upper() in self._reserved or not name.isidentifier() or not name.isascii()
        return exp.to_identifier(name, quoted=quoted).sql(self.dialect)

    def _text(self, value: Value) -> str:
        return str(value) if isinstance(value, int) else exp.Literal.string(value).sql(self.dialect)

    def _type(self, name: str) -> str:
        return exp.DataType.build(name).sql(self.dialect)

    # ---- the query

    def text(self) -> str:
        """The whole query."""
        for answer in self.answers:
            self._stage(self.agreement.decided_by[answer])
        steps = [self._facts_step()]
        for stage in self.stages.values():
            steps.extend(self._stage_steps(stage))
        steps.append(self._status_step())
        lines = [*self._head(), "WITH " + ",\n\n".join("\n".join(step) for step in steps).lstrip(), ""]
        return "\n".join((*lines, *self._select())) + "\n"

    def _begin(self, wanted: str, comments: Sequence[str], selected: Sequence[str]) -> list[str]:
        """The first lines of a step, from the step before it."""
        previous, self._step = self._step, self._name(wanted)
        # Elsewhere a step is computed once; PostgreSQL would paste its columns into every place that names them.
        materialized = "MATERIALIZED " if self.dialect == "postgres" else ""
        source = self._id(previous) if previous else f"{exp.to_table(self.table).sql(self.dialect)} AS {WHOLE_ROW}"
        return [
            *(_comment(comment) for comment in comments),
            f"{self._id(self._step)} AS {materialized}(",
            "  SELECT",
            *_listed(selected, self._backslash),
            f"  FROM {source}",
            ")",
        ]

    def _head(self) -> list[str]:
        agreement = self.agreement
        told = [agreement.text.title, f"Avtal: {agreement.id}, version {agreement.version}"]
        if agreement.text.status != "gällande":
            told.append(f"Status: {agreement.text.status}")
        if agreement.reading_text is not None:
            told.append(
                f"Läsning: {agreement.reading}, {agreement.reading_text.text.title} ({agreement.reading_text.standing})"
            )
        told += [
            f"Fingeravtryck: {agreement.fingerprint}",
            "",
            f"Frågan läser tabellen {self.table} (en rad för varje fall) och lägger till, för varje svar,",
            "<svar>, <svar>_status och <svar>_row (raderna i avtalet som svarar).",
            "Status: avgjort, okant (ett faktum saknas), tyst (avtalet säger inget), motstridigt (rader säger emot varandra),",
            "omojligt (uppgifterna går inte ihop, eller är inga värden som begreppsfilen känner).",
            "",
            "Kolumner som läses; NULL betyder okänt, och prövas med alla möjliga värden:",
        ]
        told += [f"  {name}: {_domain(self.classes[name])}" for name in self.classes if name in self.present]
        missing = [name for name in self.classes if name not in self.present and name in self._tested()]
        if missing:
            told.append("Fakta som tabellen saknar, och som därför är okända i varje fall: " + ", ".join(missing))
        told += [
            "",
            "Varje steg är en tabell i avtalet. Dess kolumner säger vad tabellen kan komma till, med namn efter raden",
            "som svarar. Villkoren räknar med raderna ovanför och med det som är omöjligt tillsammans.",
        ]
        return [_comment(line) for line in told]

    def _tested(self) -> set[str]:
        return {one.fact.id for stage in self.stages.values() for one in stage.asked if isinstance(one, FactClasses)}

    def _facts_step(self) -> list[str]:
        whole = f"STRUCT({WHOLE_ROW}.*)" if self.dialect == "spark" else WHOLE_ROW
        facts = [self.classes[name] for name in self.classes if name in self.present]
        known = [f"({self._known(fact)})" for fact in facts]
        clauses = [clause for row in self.impossible_among_known() for clause in row]
        possible = [*known, *clauses]
        lines = _joined("AND", possible) or ["TRUE"]
        selected = [
            f"{whole} AS {WHOLE_ROW}",
            *(self._id(fact.fact.id) for fact in facts),
            "\n".join(
                (
                    "-- Går uppgifterna ihop? Är varje värde känt i begreppsfilen, och ingen kombination omöjlig?",
                    *lines,
                )
            )
            + f" AS {self._possible_name}",
        ]
        return self._begin("uppgifter", ("Uppgifterna om varje fall",), selected)

    @cached_property
    def _possible_name(self) -> str:
        return self._name("mojligt")

    def _known(self, fact: FactClasses) -> str:
        name, domain = self._id(fact.fact.id), fact.fact.domain
        if isinstance(domain, Whole):
            return f"{name} IS NULL OR {name} BETWEEN {self._number(domain.low, domain)} AND {self._number(domain.high, domain)}"
        return f"{name} IS NULL OR {name} IN ({', '.join(self._text(value) for value in domain.values)})"

    def _number(self, number: int, domain: Whole) -> str:
        if not isinstance(domain, TimeOfDay):
            return str(number)
        hours, minutes = divmod(number, 60)
        return f"{hours} * 60 + {minutes}" if minutes and hours else f"{hours} * 60" if hours else str(minutes)

    def impossible_among_known(self) -> Iterator[list[str]]:
        """For each group of facts that impossible combinations bind together, that what is known of them can be."""
        left = list(self.impossible)
        while left:
            bound = self._bound(left[0].cells)
            rows = [row for row in left if row.cells.keys() <= bound]
            left = [row for row in left if row not in rows]
            yield self._never_together(rows, bound)

    def _never_together(self, rows: Sequence[Impossible], bound: Collection[str]) -> list[str]:
        """What must not be known together: the combinations, and what follows from several of them."""
        facts = [name for name in self.classes if name in bound]
        level = {name: index for index, name in enumerate(facts)}
        widths = [len(self.classes[name]) for name in facts]
        boxes = [{level[name]: self.classes[name].accepted(cell) for name, cell in row.cells.items()} for row in rows]
        clauses = []
        for box in consequences(boxes, widths):
            if all(facts[index] in self.present for index in box):
                names = [row.name for row, own in zip(rows, boxes, strict=True) if own == box]
                why = names[0] if names else "följer av flera omöjliga kombinationer"
                tests = " AND ".join(
                    self._test(self.classes[facts[index]], chosen) for index, chosen in sorted(box.items())
                )
                clauses.append(f"{_comment(why)}\nNOT COALESCE({tests or 'TRUE'}, FALSE)")
        return clauses

    def _test(self, fact: FactClasses, chosen: Collection[int]) -> str:
        """That a known fact is in some of its classes. The vocabulary's values are checked before."""
        name, domain = self._id(fact.fact.id), fact.fact.domain
        if isinstance(domain, Choice):
            members = [fact.members[index] for index in chosen]
            values = [value for value in domain.values if any(value in member for member in members)]
            others = [value for value in domain.values if value not in values]
            negated = len(others) < len(values)
            listed = [self._text(value) for value in (others if negated else values)]
            if len(listed) == 1:
                return f"{name} {'<>' if negated else '='} {listed[0]}"
            return f"{name} {'NOT IN' if negated else 'IN'} ({', '.join(listed)})"
        spans = merge(
            [
                cast("tuple[int, int]", span)
                for index in chosen
                for span in cast("tuple[object, ...]", fact.members[index])
            ]
        )
        tests = []
        for low, high in spans:
            if low == high:
                tests.append(f"{name} = {self._number(low, domain)}")
            elif low == domain.low:
                tests.append(f"{name} < {self._number(high + 1, domain)}")
            elif high == domain.high:
                tests.append(f"{name} >= {self._number(low, domain)}")
            else:
                tests.append(f"{name} BETWEEN {self._number(low, domain)} AND {self._number(high, domain)}")
        return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"

    def _can(self, stage: Stage, level: int, chosen: Collection[int]) -> str:
        """That something a stage asks can be in some of its classes; nothing when that is always so."""
        one = stage.asked[level]
        if len(chosen) == len(one):
            return ""
        if isinstance(one, Stage):
            results = {one.results[index] for index in chosen}
            columns = [self._id(column) for turn, column in one.columns.items() if turn.results in results]
            return columns[0] if len(columns) == 1 else f"({' OR '.join(columns)})"
        if one.fact.id not in self.present:
            return ""
        return f"({self._id(one.fact.id)} IS NULL OR {self._test(one, chosen)})"

    # ---- the steps of a table

    def _stage_steps(self, stage: Stage) -> Iterator[list[str]]:
        decision = stage.decision
        comments = [
            f"{decision.question} ({decision.place.file}:{decision.place.line})",
            f"{decision.policy.value}: {POLICIES[decision.policy]}. "
            f"Svarar: {', '.join(decision.outputs)}."
            + (f" Bygger på: {', '.join(inputs)}." if (inputs := list(self._premises(decision))) else ""),
        ]
        # A table that is the same for every case has nothing to walk.
        covers = (
            self._covers(stage) if stage.diagrams.levels[stage.root] != LEAF else dict.fromkeys(stage.columns, [{}])
        )
        if covers is not None:
            selected = ["*"]
            for turn, column in stage.columns.items():
                boxes = [
                    [test for level in sorted(box) if (test := self._can(stage, level, box[level]))]
                    for box in covers[turn]
                ]
                selected.append(
                    "\n".join((_comment(self._told(decision, turn)), *_either(boxes))) + f" AS {self._id(column)}"
                )
            yield self._begin(f"avgor_{decision.id}", comments, selected)
            return
        yield from self._walk_steps(stage, comments)

    def _told(self, decision: Decision, turn: Turn) -> str:
        rows = [decision.rows[row] for row in turn.rows]
        who = "; ".join(f"{row.name} {row.source}".strip() for row in rows) or "ingen rad stämmer"
        said = ", ".join(
            f"{name}: {_words(result)}" for name, result in zip(decision.outputs, turn.results, strict=True)
        )
        return f"{who} → {said}"

    def _covers(self, stage: Stage) -> dict[Turn, list[Box]] | None:
        """Boxes for each turn; None when they are too many to read."""
        diagrams = stage.diagrams
        absent = {
            level
            for level, one in enumerate(stage.asked)
            if isinstance(one, FactClasses) and one.fact.id not in self.present
        }
        left = MOST_BOXES
        covers: dict[Turn, list[Box]] = {}
        for turn in stage.columns:
            region = diagrams.relabel(lambda leaf, turn=turn: leaf == turn, stage.root)
            boxes = cover(diagrams, _some(diagrams, region, absent), left)
            if boxes is None:
                return None
            covers[turn] = boxes
            left -= len(boxes)
        return covers

    def _walk_steps(self, stage: Stage, comments: Sequence[str]) -> Iterator[list[str]]:
        """A table asked fact by fact: a step for each, with a column for each node of the diagram a case can reach."""
        diagrams = stage.diagrams
        dead = diagrams.leaf(IMPOSSIBLE)
        nodes = [node for node in diagrams.reachable(stage.root) if node != dead]
        columns = {
            node: stage.columns[cast("Turn", diagrams.payloads[node])]
            if diagrams.levels[node] == LEAF
            else self._name(f"{stage.decision.id}__v{number}")
            for number, node in enumerate(nodes)
        }
        ways: dict[int, list[list[str]]] = {node: [] for node in nodes}
        for node in nodes:
            by_child: dict[int, list[int]] = {}
            for index, child in enumerate(diagrams.children[node]):
                by_child.setdefault(child, []).append(index)
            came = [] if node == stage.root else [self._id(columns[node])]
            for child, indexes in by_child.items():
                if child != dead:
                    test = self._can(stage, diagrams.levels[node], indexes)
                    ways[child].append([*came, test] if test else came)
        levels = sorted({diagrams.levels[node] for node in nodes if node != stage.root})
        asked = "Många fall att skilja på, så tabellen frågar ett faktum i taget; v1, v2 … är vägar genom frågorna."
        for position, level in enumerate(levels):
            selected = ["*"]
            for node in nodes:
                if diagrams.levels[node] == level and node != stage.root:
                    comment = (
                        [_comment(self._told(stage.decision, cast("Turn", diagrams.payloads[node])))]
                        if level == LEAF
                        else []
                    )
                    selected.append("\n".join((*comment, *_either(ways[node]))) + f" AS {self._id(columns[node])}")
            before = [*comments, asked] if position == 0 else []
            yield self._begin(f"avgor_{stage.decision.id}", before, selected)

    # ---- the answers

    def _outcomes(self, answer: str) -> dict[Result, list[str]]:
        """For each result of an answer, the columns of the turns that give it."""
        stage = self.stages[self.agreement.decided_by[answer].id]
        column = stage.decision.outputs.index(answer)
        found: dict[Result, list[str]] = {}
        for turn, name in stage.columns.items():
            found.setdefault(turn.results[column], []).append(self._id(name))
        return found

    def _status_step(self) -> list[str]:
        selected = ["*"]
        for answer in self.answers:
            outcomes = self._outcomes(answer)
            lines = ["CASE", f"  WHEN NOT {self._possible_name} THEN '{IMPOSSIBLE_STATUS}'"]
            if len(outcomes) > 1:
                ways = [" OR ".join(columns) for columns in outcomes.values()]
                lines.append(f"  WHEN {self._several(ways)} THEN '{Status.UNKNOWN.value}'")
            for void, status in ((Void.SILENT, Status.SILENT), (Void.CONFLICT, Status.CONFLICT)):
                if void in outcomes and len(outcomes) > 1:
                    lines.append(f"  WHEN {' OR '.join(outcomes[void])} THEN '{status.value}'")
                elif void in outcomes:
                    lines.append(f"  ELSE '{status.value}'")
            if any(not isinstance(result, Void) for result in outcomes):
                lines.append(f"  ELSE '{Status.SETTLED.value}'")
            selected.append("\n".join(lines) + f"\nEND AS {self._id(answer + '_status')}")
        return self._begin("lage", ("Hur varje svar står: kan det bli mer än ett, är det okänt",), selected)

    def _several(self, ways: Sequence[str]) -> str:
        """That more than one of some conditions holds."""
        grouped = [f"({way})" if " OR " in way else way for way in ways]
        if len(grouped) == 2:
            return " AND ".join(grouped)
        return "\n    + ".join(f"CAST({way} AS {self._type('int')})" for way in ways) + " > 1"

    def _select(self) -> list[str]:
        selected = [f"({WHOLE_ROW}).*" if self.dialect == "postgres" else f"{WHOLE_ROW}.*"]
        for answer in self.answers:
            status = self._id(answer + "_status")
            selected += [
                f"{self._value(answer, status)} AS {self._id(answer)}",
                status,
                f"{self._rows(answer, status)} AS {self._id(answer + '_row')}",
            ]
        return [
            "SELECT",
            *(line.removeprefix("  ") for line in _listed(selected, self._backslash)),
            f"FROM {self._id(self._step)}",
        ]

    def _value(self, answer: str, status: str) -> str:
        outcomes = {
            result: columns for result, columns in self._outcomes(answer).items() if not isinstance(result, Void)
        }
        whole = isinstance(self.agreement.vocabulary.answers[answer].domain, Whole) and not any(
            isinstance(result, tuple) for result in outcomes
        )
        if not outcomes:
            return f"CAST(NULL AS {self._type('int' if whole else 'text')})"
        lines = ["CASE"]
        lines.append(f"  WHEN {status} <> '{Status.SETTLED.value}' THEN NULL")
        for result, columns in outcomes.items():
            said = str(result) if whole else self._text(str(_words(result)))
            lines.append(f"  WHEN {' OR '.join(columns)} THEN {said}")
        return "\n".join((*lines, "END"))

    def _rows(self, answer: str, status: str) -> str:
        stage = self.stages[self.agreement.decided_by[answer].id]
        by_row: dict[int, list[str]] = {}
        for turn, column in stage.columns.items():
            for row in turn.rows:
                by_row.setdefault(row, []).append(self._id(column))
        if not by_row:
            return "''"
        named = [
            f"CASE WHEN {' OR '.join(by_row[row])} THEN {self._text(stage.decision.rows[row].name)} END"
            for row in sorted(by_row)
        ]
        lines = [
            "CASE",
            f"  WHEN {status} IN ('{Status.UNKNOWN.value}', '{IMPOSSIBLE_STATUS}') THEN ''",
            "  ELSE CONCAT_WS(",
            "    '; ',",
            *(f"    {one}{',' if position < len(named) - 1 else ''}" for position, one in enumerate(named)),
            "  )",
            "END",
        ]
        return "\n".join(lines)


def _said(decision: Decision, leaf: object, column: int) -> Result:
    return outcome(decision.policy, decision.rows, cast("Match", leaf), column)


def _turn(decision: Decision, leaf: object) -> Turn:
    match = cast("Match", leaf)
    results = tuple(_said(decision, match, column) for column in range(len(decision.outputs)))
    return Turn(match.sure or match.maybe, results)


def _words(result: Result) -> Value:
    if isinstance(result, Void):
        return result.value
    if isinstance(result, tuple):
        return ", ".join(str(value) for value in result) or NONE_HIT
    return result


def _domain(fact: FactClasses) -> str:
    domain = fact.fact.domain
    if isinstance(domain, TimeOfDay):
        return "heltal, minuter efter midnatt (17:00 är 17 * 60)"
    if isinstance(domain, Whole):
        return f"heltal {domain.low}–{domain.high} {domain.unit}".rstrip()
    return "text"


# ---- sets of cases as few boxes


def cover(diagrams: Diagrams, region: int, most: int) -> list[Box] | None:
    """Boxes, none of which can be widened, that together are exactly where a diagram is True; None when more than `most`.

    They may overlap: what matters is only whether a case is compatible with one of them.
    """
    tested = sorted(diagrams.tested(region))
    found = [_cover(diagrams, region, most, order) for order in (tested, tested[::-1])]
    within = [boxes for boxes in found if boxes is not None]
    return min(within, key=lambda boxes: (len(boxes), sum(map(len, boxes))), default=None)


def _cover(diagrams: Diagrams, region: int, most: int, order: Sequence[int]) -> list[Box] | None:
    boxes: list[Box] = []
    left = region
    while (path := next(diagrams.paths(left, lambda payload: payload is True), None)) is not None:
        if len(boxes) == most:
            return None
        boxes.append(_widened(diagrams, region, path[0], order))
        left = _except(diagrams, left, boxes[-1])
    for box in list(boxes):
        left = region
        for other in boxes:
            if other is not box:
                left = _except(diagrams, left, other)
        if diagrams.payloads.get(left) is False:
            boxes.remove(box)
    return boxes


def _except(diagrams: Diagrams, region: int, box: Box) -> int:
    inside = diagrams.box(box, diagrams.leaf(True), diagrams.leaf(False))
    return diagrams.combine(lambda one, other: one is True and other is False, region, inside)


def _widened(diagrams: Diagrams, region: int, box: Box, order: Sequence[int]) -> Box:
    """The box with every level dropped, then every class added, that keeps it within the region."""
    for level in order:
        if level in box:
            less = {other: chosen for other, chosen in box.items() if other != level}
            if _within(diagrams, region, less):
                box = less
    for level in order:
        for index in range(diagrams.widths[level]) if level in box else ():
            more = {**box, level: box[level] | {index}}
            if index not in box[level] and _within(diagrams, region, more):
                box = more
    return box


def _within(diagrams: Diagrams, region: int, box: Box) -> bool:
    memo: dict[int, bool] = {}

    def holds(node: int) -> bool:
        if node not in memo:
            level = diagrams.levels[node]
            memo[node] = (
                diagrams.payloads[node] is True
                if level == LEAF
                else all(
                    holds(diagrams.children[node][index]) for index in box.get(level, range(diagrams.widths[level]))
                )
            )
        return memo[node]

    return holds(region)


def _some(diagrams: Diagrams, region: int, levels: Collection[int]) -> int:
    """Where a region holds for some class of the given levels."""
    memo: dict[int, int] = {}

    def project(node: int) -> int:
        if diagrams.levels[node] == LEAF:
            return node
        if node not in memo:
            children = tuple(project(child) for child in diagrams.children[node])
            if diagrams.levels[node] in levels:
                made = children[0]
                for child in children[1:]:
                    made = diagrams.combine(lambda one, other: one is True or other is True, made, child)
                memo[node] = made
            else:
                memo[node] = diagrams.node(diagrams.levels[node], children)
        return memo[node]

    return project(region)


# ---- impossible combinations


def consequences(boxes: Sequence[Box], widths: Sequence[int]) -> list[Box]:
    """All the widest boxes within the union of some: what is known excludes a case exactly when it lies in one of them.

    By consensus: two boxes that meet in all levels but one give the box that has their union there.
    """
    found: list[Box] = []
    waiting = [dict(box) for box in boxes]
    while waiting:
        box = waiting.pop(0)
        if any(_contains(other, box) for other in found):
            continue
        found = [other for other in found if not _contains(box, other)]
        for other in found:
            waiting.extend(_consensus(box, other, widths))
        found.append(box)
    return found


def _contains(wide: Box, narrow: Box) -> bool:
    return all(level in narrow and narrow[level] <= chosen for level, chosen in wide.items())


def _consensus(one: Box, other: Box, widths: Sequence[int]) -> Iterator[Box]:
    for level in one.keys() & other.keys():
        made: Box = {}
        for shared in one.keys() | other.keys():
            if shared != level:
                whole = frozenset(range(widths[shared]))
                made[shared] = one.get(shared, whole) & other.get(shared, whole)
        union = one[level] | other[level]
        if len(union) < widths[level]:
            made[level] = union
        if all(made.values()):
            yield made


def _without_dodged(
    impossible: Sequence[Impossible], classes: Mapping[str, FactClasses], matter: Collection[str]
) -> tuple[Impossible, ...]:
    """The combinations that matter when facts outside `matter` are never known: not those such a fact can always dodge."""
    left = list(impossible)
    while True:
        for name in classes:
            about = [row for row in left if name in row.cells]
            if name in matter or not about:
                continue
            accepted = frozenset[int]().union(*(classes[name].accepted(row.cells[name]) for row in about))
            if len(accepted) < len(classes[name]):
                left = [row for row in left if row not in about]
                break
        else:
            return tuple(left)


# ---- layout


def _comment(text: str) -> str:
    return f"-- {' '.join(text.split()) if not text.startswith(' ') else text}".rstrip()


def _listed(selected: Sequence[str], backslash: bool) -> list[str]:
    lines: list[str] = []
    for position, one in enumerate(selected):
        ending = "," if position < len(selected) - 1 else ""
        lines.extend(piece for line in f"{one}{ending}".split("\n") for piece in _wrapped(f"    {line}", backslash))
    return lines


def _wrapped(line: str, backslash: bool) -> list[str]:
    """A long line broken after commas and before OR where they stand outside a text; comments stay whole."""
    if len(line) <= WIDTH or line.lstrip().startswith("--"):
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    pieces = _pieces(line, backslash)
    lines = [next(pieces)]
    for piece in pieces:
        if len(lines[-1]) + len(piece.rstrip()) <= WIDTH:
            lines[-1] += piece
        else:
            lines.append(indent + piece)
    return [one.rstrip() for one in lines]


def _pieces(line: str, backslash: bool) -> Iterator[str]:
    start, within, escaped = 0, "", False
    for position, sign in enumerate(line):
        if escaped:
            escaped = False
        elif within:
            escaped = sign == "\\" and within == "'" and backslash
            within = "" if sign == within and not escaped else within
        elif sign in "'\"`":
            within = sign
        elif line.startswith((", ", " OR "), position):
            cut = position + (2 if sign == "," else 1)
            yield line[start:cut]
            start = cut
    yield line[start:]


def _joined(word: str, conditions: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for position, condition in enumerate(conditions):
        *comments, last = condition.split("\n")
        lines.extend(comments)
        lines.append(f"{word} {last}" if position else last)
    return lines


def _either(boxes: Sequence[Sequence[str]]) -> list[str]:
    """Boxes as one condition: each a list of tests that must all hold."""
    if any(not box for box in boxes):
        return ["TRUE"]
    if len(boxes) == 1:
        return _joined("AND", boxes[0])
    lines: list[str] = []
    for position, box in enumerate(boxes):
        before = "OR " if position else ""
        if len(box) == 1:
            lines.append(before + box[0])
        else:
            lines.append(f"{before}(")
            lines.extend(f"  {line}" for line in _joined("AND", box))
            lines.append(")")
    return lines
