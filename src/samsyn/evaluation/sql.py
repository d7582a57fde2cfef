"""An agreement as one SQL query, so that a region can run it in its own warehouse.

The query reads like the agreement: one step for each table, one column for each way the table can come out, named by
the row that answers. A column tells whether the case *can* come out so: every fact that is unknown (NULL) is tried with
all its values. An answer that can come out in one way only is settled; in more ways, it is unknown. Each condition is
some boxes that hold exactly the possible cases; a case with unknown facts can be in it when it is compatible with a box.
`stages` says why that is exact also when a table tests other tables.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from sqlglot import exp

from samsyn.documents.identifiers import fold
from samsyn.evaluation.answers import Status
from samsyn.evaluation.boxes import Box, cover, in_some
from samsyn.evaluation.classes import FactClasses
from samsyn.evaluation.compiled import Compiled, Space
from samsyn.evaluation.diagram import LEAF, Diagrams
from samsyn.evaluation.meaning import Void
from samsyn.evaluation.signs import Sign, by_turns, sign_of_turn, signs_of_group, telling
from samsyn.evaluation.sql_text import DIALECTS as DIALECTS  # noqa: PLC0414 (told to callers)
from samsyn.evaluation.sql_text import Dialect, Writer, any_of, chained, commented, either, folded
from samsyn.evaluation.stages import Combination, Stage, Stages
from samsyn.facts.values import Choice, TimeOfDay, Value, Whole, as_list
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.cells import merge
from samsyn.rules.decisions import HitPolicy
from samsyn.rules.versions import Agreement

IMPOSSIBLE_STATUS: Final = "omojligt"
"""The status of every answer when the facts cannot be true together, or are no values of the vocabulary."""

JOINED: Final = "; "
"""Between several values or rows in one cell."""

MOST_BOXES: Final = 60
MOST_BOXES_A_NODE: Final = 1
"""A table that needs more boxes than this, or more than so for each node of its diagram, is asked fact by fact instead."""

WHOLE_ROW: Final = "hela_raden"
POLICIES: Final[Mapping[HitPolicy, str]] = {
    HitPolicy.FIRST: "första raden som stämmer svarar",
    HitPolicy.UNIQUE: "bara en rad får stämma",
    HitPolicy.ANY: "alla rader som stämmer måste svara lika",
    HitPolicy.COLLECT: "alla rader som stämmer ger sina svar",
}


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
    answer (all when None), ``<answer>``, ``<answer>_status`` and ``<answer>_row``, as `many_cases` writes them.
    `columns` names the columns that the table has: a fact without one is unknown throughout, names that are no facts
    are passed over. When None, the table has all of `columns_for`; facts that no table can see are read only when they
    are named, to tell what is impossible. KeyError names an answer that the agreement lacks.
    """
    agreement, space = _parts(agreement)
    classes = {fact.fact.id: fact for fact in (*space.facts, *space.unseen)}
    known = classes.keys() & (space.level if columns is None else columns)
    wanted = tuple(agreement.answers) if answers is None else tuple(answers)
    stages = Stages(agreement, classes, (*space.impossible, *space.impossible_unseen), frozenset(known))
    for answer in wanted:
        stages.stage(agreement.decided_by[answer])
    writer = Writer(dialect, {*agreement.vocabulary.facts, WHOLE_ROW, table.rpartition(".")[2].strip('"`')})
    writer.taken.update(name + end for name in agreement.answers for end in ("", "_status", "_row"))
    return _Query(agreement, classes, stages, writer, table, wanted).text()


def columns_for(agreement: Agreement | Compiled) -> tuple[str, ...]:
    """The facts that can matter to an agreement, in the order of telling: the columns the query reads unless told."""
    return tuple(_parts(agreement)[1].level)


def _parts(agreement: Agreement | Compiled) -> tuple[Agreement, Space]:
    if isinstance(agreement, Compiled):
        return agreement.agreement, agreement.space
    return agreement, Space.of((agreement,))


@dataclass(frozen=True, slots=True)
class _Step:
    """One `WITH` of the query: what it is called, what is said of it, and its columns."""

    name: str
    comments: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass
class _Query:
    agreement: Agreement
    classes: Mapping[str, FactClasses]
    stages: Stages
    writer: Writer
    table: str
    answers: tuple[str, ...]
    can_be: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """What an unknown fact can be although others are known: by fact and condition, the column and the comment."""
    _columns: dict[tuple[str, Sign], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._possible = self.writer.name("mojligt")
        self._tellings = {
            answer: telling(self.stages.made[self.agreement.decided_by[answer].id], answer) for answer in self.answers
        }

    # ---- the whole

    def text(self) -> str:
        """The whole query."""
        tables = [step for stage in self.stages.made.values() for step in self._table_steps(stage)]
        steps = [self._facts_step(), *self._follows_step(), *tables, self._status_step()]
        source = f"{exp.to_table(self.table).sql(self.writer.dialect)} AS {WHOLE_ROW}"
        # PostgreSQL would otherwise paste what a step computes into every place that names it (MATERIALIZED, which also
        # stops that, took five times as long).
        fence = ["  OFFSET 0"] if self.writer.dialect == "postgres" else []
        lines = [*self._head(), "WITH"]
        for step in steps:
            lines += [
                *(commented(comment) for comment in step.comments),
                f"{step.name} AS (",
                "  SELECT",
                *self.writer.listed(step.columns, "    "),
                f"  FROM {source}",
                *fence,
                ")" if step is steps[-1] else "),",
                "",
            ]
            source = step.name
        return "\n".join([*lines, "SELECT", *self.writer.listed(self._answer_columns(), "  "), f"FROM {source}", ""])

    def _head(self) -> list[str]:
        agreement = self.agreement
        reading = agreement.reading_text
        told = [agreement.text.title, f"Avtal: {agreement.id}, version {agreement.version}"]
        if agreement.text.status != "gällande":
            told.append(f"Status: {agreement.text.status}")
        if reading is not None:
            told.append(f"Läsning: {agreement.reading}, {reading.text.title} ({reading.standing})")
        told += [
            f"Fingeravtryck: {agreement.fingerprint}",
            "",
            (
                f"Frågan läser tabellen {self.table}, en rad för varje fall, och lägger till tre kolumner för varje svar: "
                "<svar>, <svar>_status och <svar>_row (de rader i avtalet som svarar)."
            ),
            (
                "Status är avgjort, okant (ett faktum saknas), tyst (avtalet säger inget), motstridigt (rader säger emot "
                "varandra) eller omojligt (uppgifterna går inte ihop, eller finns inte som värden i begreppsfilen)."
            ),
            "",
            "Kolumner som läses. NULL betyder okänt och prövas med alla möjliga värden.",
            *(f"- {name}: {_domain(fact)}" for name, fact in self.classes.items() if name in self.stages.known),
        ]
        missing = [name for name in self.classes if name in agreement.facts and name not in self.stages.known]
        if missing:
            told.append(f"Tabellen saknar {as_list(missing, 'och')}: de är då okända i varje fall.")
        told += [
            "",
            (
                "Varje steg avgor_… är en tabell i avtalet. Dess kolumner säger vad tabellen kan komma till, och heter "
                "efter raden som svarar. Villkoren räknar med raderna ovanför, och med vad som är omöjligt tillsammans."
            ),
        ]
        if self.writer.dialect == "postgres":
            told.append("OFFSET 0 gör att PostgreSQL räknar ut varje steg en enda gång.")
        return [commented(line) for line in told]

    # ---- the facts

    def _facts_step(self) -> _Step:
        facts = [fact for name, fact in self.classes.items() if name in self.stages.known]
        possible = chained("AND", [*(self._declared(fact) for fact in facts), *self._never()])
        whole = f"STRUCT({WHOLE_ROW}.*)" if self.writer.dialect == "spark" else WHOLE_ROW
        check = "\n".join(
            (commented("Finns värdena i begreppsfilen, och kan de vara sanna tillsammans?"), *(possible or ["TRUE"]))
        )
        columns = (
            f"{whole} AS {WHOLE_ROW}",
            *(self.writer.id(fact.fact.id) for fact in facts),
            f"{check} AS {self._possible}",
        )
        return _Step(self.writer.name("uppgifter"), (), columns)

    def _declared(self, fact: FactClasses) -> str:
        name, domain = self.writer.id(fact.fact.id), fact.fact.domain
        if isinstance(domain, Choice):
            return f"({name} IS NULL OR {name} IN ({', '.join(self.writer.text(value) for value in domain.values)}))"
        low, high = _number(domain.low, domain), _number(domain.high, domain)
        return f"({name} IS NULL OR {name} BETWEEN {low} AND {high})"

    def _never(self) -> Iterator[str]:
        """What must not be known together, with the reason or, when it follows from several combinations, without."""
        rows = [(self.stages.combination(row), row) for row in self.stages.impossible]
        reasons = {frozenset(combination.items()): f"{row.name}: {row.reason}" for combination, row in rows}
        for combination in self.stages.combinations:
            if combination.keys() <= self.stages.known:
                reason = reasons.get(frozenset(combination.items()), "Följer av flera omöjliga kombinationer.")
                yield f"{commented(reason)}\nNOT {self._known(combination)}"

    def _known(self, combination: Combination) -> str:
        """That all of a combination is known to be so."""
        tests = [self._test(self.classes[name], chosen) for name, chosen in combination.items()]
        return f"COALESCE({' AND '.join(tests) or 'TRUE'}, FALSE)"

    def _test(self, fact: FactClasses, chosen: Collection[int]) -> str:
        """That a fact, if it is known, is in some of its classes. That its value is declared is tested elsewhere."""
        name, domain = self.writer.id(fact.fact.id), fact.fact.domain
        if isinstance(domain, Choice):
            members = [fact.members[index] for index in chosen]
            values = [value for value in domain.values if any(value in member for member in members)]
            others = [value for value in domain.values if value not in values]
            equals, among, listed = ("<>", "NOT IN", others) if len(others) < len(values) else ("=", "IN", values)
            texts = [self.writer.text(value) for value in listed]
            return f"{name} {equals} {texts[0]}" if len(texts) == 1 else f"{name} {among} ({', '.join(texts)})"
        spans = [span for index in chosen for span in cast("tuple[tuple[int, int], ...]", fact.members[index])]
        tests = [_within(name, low, high, domain) for low, high in merge(spans)]
        return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"

    def _follows_step(self) -> Iterator[_Step]:
        if self.can_be:
            columns = ["*"]
            columns += [
                f"{commented(comment)}\n{condition} AS {name}"
                for (_, condition), (name, comment) in self.can_be.items()
            ]
            yield _Step(
                self.writer.name("foljer"),
                ("Vad ett okänt faktum kan vara, när det som är känt utesluter något.",),
                tuple(columns),
            )

    # ---- what can be

    def _can(self, stage: Stage, level: int, chosen: Collection[int]) -> str:
        """That something a stage asks can be in some of its classes; empty when a possible case always can."""
        one = stage.asked[level]
        if len(chosen) == len(one):
            return ""
        if isinstance(one, Stage):
            return self._any_sign(one, [sign for index in chosen for sign in signs_of_group(one, index)])
        name = self.writer.id(one.fact.id)
        # What facts outside the table exclude matters only where no class is beyond their reach.
        excludable = stage.exclusions.get(one.fact.id, frozenset())
        left_open = self._left_open(one, chosen) if excludable.issuperset(chosen) else ""
        if one.fact.id not in self.stages.known:
            return left_open
        test = self._test(one, chosen)
        return f"COALESCE({test}, {left_open})" if left_open else f"({name} IS NULL OR {test})"

    def _left_open(self, fact: FactClasses, chosen: Iterable[int]) -> str:
        """That what is known of other facts excludes not all of these classes."""
        excluding = {index: self.stages.excluding(fact.fact.id, index) for index in chosen}
        sets = {index: {tuple(one.items()) for one in when} for index, when in excluding.items()}
        least = [index for index in excluding if not any(sets[other] < sets[index] for other in excluding)]
        columns: list[str] = []
        for index in least:
            condition = "\n".join(chained("AND", [f"NOT {self._known(when)}" for when in excluding[index]]))
            key = fact.fact.id, condition
            if key not in self.can_be:
                alike = [
                    other
                    for other in range(len(fact))
                    if self.stages.excluding(fact.fact.id, other) == excluding[index]
                ]
                cell = fact.cell(alike).text
                name = self.writer.name(f"{fact.fact.id}__kan_vara_{fold(cell)}")
                self.can_be[key] = name, f"{fact.fact.name} kan, om det är okänt, vara {cell}"
            columns.append(self.can_be[key][0])
        return any_of(list(dict.fromkeys(columns)))

    # ---- the tables

    def _table_steps(self, stage: Stage) -> Iterator[_Step]:
        decision = stage.decision
        inputs = list(self.stages.premises(decision))
        comments: tuple[str, ...] = (
            f"{decision.question} ({decision.place.file}:{decision.place.line})",
            f"{decision.policy.value}: {POLICIES[decision.policy]}. Svarar {as_list(decision.outputs, 'och')}"
            + (f", ur {as_list(inputs, 'och')}." if inputs else "."),
        )
        ways: dict[Sign, list[list[str]]] | None = None
        signs = self._signs(stage)
        together = by_turns(stage)
        if together:
            ways = self._boxes(stage, signs, min(MOST_BOXES, MOST_BOXES_A_NODE * _size(stage.diagrams, stage.root)))
            if ways is None:
                yield from self._walk_steps(
                    stage, stage.root, {next(iter(sign.turns)): sign for sign in signs}, comments
                )
            else:
                yield self._boxes_step(stage, ways, comments)
            return
        simple: dict[Sign, list[list[str]]] = {}
        for sign in signs:
            region = _region(stage, sign)
            ways = self._boxes(stage, [sign], min(MOST_BOXES, MOST_BOXES_A_NODE * _size(stage.diagrams, region)))
            if ways is None:
                yield from self._walk_steps(stage, region, {True: sign}, comments)
                comments = ()
            else:
                simple |= ways
        if simple:
            yield self._boxes_step(stage, simple, comments)

    def _signs(self, stage: Stage) -> list[Sign]:
        """The columns of a stage that are read."""
        if by_turns(stage):
            return [sign_of_turn(stage, turn) for turn in stage.turns]
        read = [
            sign
            for answer in stage.decision.outputs
            if answer in self._tellings
            for sign in self._tellings[answer].signs()
        ]
        if any(one is stage for other in self.stages.made.values() for one in other.asked):
            read += [sign for index in range(len(stage)) for sign in signs_of_group(stage, index)]
        return list(dict.fromkeys(read))

    def _column(self, stage: Stage, sign: Sign) -> str:
        key = stage.decision.id, sign
        if key not in self._columns:
            self._columns[key] = self.writer.name(sign.name)
        return self._columns[key]

    def _any_sign(self, stage: Stage, signs: Iterable[Sign]) -> str:
        return any_of([self._column(stage, sign) for sign in dict.fromkeys(signs)])

    def _either_sign(self, stage: Stage, signs: Iterable[Sign]) -> str:
        """As `_any_sign`, where it stands alone."""
        return " OR ".join(self._column(stage, sign) for sign in dict.fromkeys(signs))

    def _boxes_step(self, stage: Stage, ways: Mapping[Sign, list[list[str]]], comments: tuple[str, ...]) -> _Step:
        columns = ["*", *(self._sign(stage, sign, own) for sign, own in ways.items())]
        return _Step(self.writer.name(f"avgor_{stage.decision.id}"), comments, tuple(columns))

    def _sign(self, stage: Stage, sign: Sign, ways: Sequence[Sequence[str]]) -> str:
        """The column of a sign, from the ways to it."""
        return "\n".join((commented(sign.told), *either(ways))) + f" AS {self._column(stage, sign)}"

    def _boxes(self, stage: Stage, signs: Iterable[Sign], most: int) -> dict[Sign, list[list[str]]] | None:
        """The ways to some signs, as boxes; None when they are too many to read."""
        diagrams = stage.diagrams
        # Other tables first, then facts as they are told, in whatever order the diagram asks.
        place = [*self.stages.made, *self.classes]
        names = [one.decision.id if isinstance(one, Stage) else one.fact.id for one in stage.asked]
        order = sorted(range(len(names)), key=lambda level: place.index(names[level]))
        never_known = {
            level
            for level, one in enumerate(stage.asked)
            if isinstance(one, FactClasses)
            and one.fact.id not in self.stages.known
            and one.fact.id not in stage.exclusions
        }
        found: dict[Sign, list[list[str]]] = {}
        for sign in signs:
            region = in_some(diagrams, _region(stage, sign), never_known)
            boxes: list[Box] | None = [{}] if diagrams.payloads.get(region) is True else cover(diagrams, region, most)
            if boxes is None:
                return None
            most -= len(boxes)
            found[sign] = [
                [test for level in order if level in box and (test := self._can(stage, level, box[level]))]
                for box in boxes
            ]
        return found

    def _walk_steps(
        self, stage: Stage, root: int, ends: Mapping[Hashable, Sign], comments: tuple[str, ...]
    ) -> Iterator[_Step]:
        """A table asked fact by fact: a step for each, with a column for each node of a diagram that a case can reach.

        `ends` has the signs of leaves; others are not followed.
        """
        diagrams, decision = stage.diagrams, stage.decision
        nodes = [
            node
            for node in diagrams.reachable(root)
            if diagrams.payloads.get(node, True) in ends or diagrams.levels[node] != LEAF
        ]
        names = {
            node: self.writer.name(f"{decision.id}__v{number}")
            for number, node in enumerate(nodes)
            if diagrams.levels[node] != LEAF and node != root
        }
        # For each node the tests that lead to it, and the nodes they lead from.
        ways: dict[int, dict[str, list[str]]] = {node: {} for node in nodes}
        for node in nodes:
            by_child: dict[int, list[int]] = {}
            for index, child in enumerate(diagrams.children[node]):
                by_child.setdefault(child, []).append(index)
            for child, indexes in by_child.items():
                if child in ways:
                    test = self._can(stage, diagrams.levels[node], indexes)
                    ways[child].setdefault(test, []).extend([names[node]] if node in names else [])
        told = (*comments, "Många fall att skilja åt: en sak frågas i taget, och v1, v2 … är vägar genom frågorna.")
        for level in sorted({diagrams.levels[node] for node in nodes if node != root}):
            columns = ["*"]
            for node in nodes:
                if diagrams.levels[node] == level and node != root:
                    tests = [
                        [*([any_of(came)] if came else []), *([test] if test else [])]
                        for test, came in ways[node].items()
                    ]
                    if level == LEAF:
                        columns.append(self._sign(stage, ends[diagrams.payloads[node]], tests))
                    else:
                        columns.append("\n".join(either(tests)) + f" AS {names[node]}")
            yield _Step(self.writer.name(f"avgor_{decision.id}"), told, tuple(columns))
            told = ()

    # ---- the answers

    def _stage_of(self, answer: str) -> Stage:
        return self.stages.made[self.agreement.decided_by[answer].id]

    def _status_step(self) -> _Step:
        columns = ["*", *(self._status(answer) for answer in self.answers)]
        return _Step(
            self.writer.name("lage"), ("Hur varje svar står. Kan det bli mer än ett, är det okänt.",), tuple(columns)
        )

    def _status(self, answer: str) -> str:
        stage, told = self._stage_of(answer), self._tellings[answer]
        lines = ["CASE", f"  WHEN NOT {self._possible} THEN '{IMPOSSIBLE_STATUS}'"]
        for ways in told.alternatives:
            if len(ways) == 2:
                each = " AND ".join(self._any_sign(stage, signs) for signs in ways)
                lines.append(f"  WHEN {each} THEN '{Status.UNKNOWN.value}'")
            elif len(ways) > 2:
                counted = "\n    + ".join(
                    f"CAST({self._either_sign(stage, signs)} AS {self.writer.type('int')})" for signs in ways
                )
                lines.append(f"  WHEN {counted} > 1 THEN '{Status.UNKNOWN.value}'")
        kinds = list(told.kinds.items()) or [(Void.SILENT, ())]
        for kind, signs in kinds[:-1]:
            lines.append(f"  WHEN {self._either_sign(stage, signs)} THEN '{_STATUSES[kind].value}'")
        lines += [f"  ELSE '{_STATUSES[kinds[-1][0]].value}'", "END"]
        return folded(lines) + f" AS {self.writer.id(answer + '_status')}"

    def _answer_columns(self) -> list[str]:
        columns = [f"({WHOLE_ROW}).*" if self.writer.dialect == "postgres" else f"{WHOLE_ROW}.*"]
        for answer in self.answers:
            status = self.writer.id(answer + "_status")
            columns += [
                f"{self._value(answer, status)} AS {self.writer.id(answer)}",
                status,
                f"{self._rows(answer, status)} AS {self.writer.id(answer + '_row')}",
            ]
        return columns

    def _value(self, answer: str, status: str) -> str:
        stage, told = self._stage_of(answer), self._tellings[answer]
        domain = self.agreement.vocabulary.answers[answer].domain
        collects = stage.decision.policy is HitPolicy.COLLECT
        number = isinstance(domain, Whole) and not isinstance(domain, TimeOfDay) and not collects
        cases = []
        for result, signs in told.values:
            values = result if isinstance(result, tuple) else (cast("Value", result),)
            written = JOINED.join(domain.write(value) for value in values) or NONE_HIT
            cases.append(
                f"  WHEN {self._either_sign(stage, signs)} THEN {written if number else self.writer.text(written)}"
            )
        if collects and not told.values and None in told.kinds:
            members = [
                f"CASE WHEN {self._either_sign(stage, signs)} THEN {self.writer.text(domain.write(value))} END"
                for value, signs in told.members
            ]
            none = self.writer.text(NONE_HIT)
            joined = f"COALESCE({self.writer.concatenated(JOINED, members)}, {none})" if members else none
            return f"CASE\n  WHEN {status} = '{Status.SETTLED.value}' THEN {joined}\nEND"
        if not cases:
            return f"CAST(NULL AS {self.writer.type('int' if number else 'text')})"
        return folded(("CASE", f"  WHEN {status} <> '{Status.SETTLED.value}' THEN NULL", *cases, "END"))

    def _rows(self, answer: str, status: str) -> str:
        stage = self._stage_of(answer)
        named = [
            f"CASE WHEN {self._either_sign(stage, signs)} THEN {self.writer.text(row.name)} END"
            for row, signs in self._tellings[answer].rows
        ]
        if not named:
            return f"CAST(NULL AS {self.writer.type('text')})"
        stands = f"  WHEN {status} NOT IN ('{Status.UNKNOWN.value}', '{IMPOSSIBLE_STATUS}') THEN"
        return folded(
            ("CASE", f"{stands} {named[0] if len(named) == 1 else self.writer.concatenated(JOINED, named)}", "END")
        )


_STATUSES: Final[Mapping[Void | None, Status]] = {
    Void.SILENT: Status.SILENT,
    Void.CONFLICT: Status.CONFLICT,
    None: Status.SETTLED,
}


def _region(stage: Stage, sign: Sign) -> int:
    """Where a sign is true, as a diagram of True and False."""
    return stage.diagrams.relabel(lambda leaf: leaf in sign.turns, stage.root)


def _size(diagrams: Diagrams, root: int) -> int:
    return len(diagrams.reachable(root))


def _domain(fact: FactClasses) -> str:
    domain = fact.fact.domain
    if isinstance(domain, TimeOfDay):
        return "heltal, minuter efter midnatt (17:00 är 17 * 60)"
    if isinstance(domain, Whole):
        return f"heltal {domain.low}–{domain.high} {domain.unit}".rstrip()
    return "text"


def _number(number: int, domain: Whole) -> str:
    if not isinstance(domain, TimeOfDay) or number < 60:
        return str(number)
    hours, minutes = divmod(number, 60)
    return f"{hours} * 60 + {minutes}" if minutes else f"{hours} * 60"


def _within(name: str, low: int, high: int, domain: Whole) -> str:
    if low == high:
        return f"{name} = {_number(low, domain)}"
    if low == domain.low:
        return f"{name} < {_number(high + 1, domain)}"
    if high == domain.high:
        return f"{name} >= {_number(low, domain)}"
    return f"{name} BETWEEN {_number(low, domain)} AND {_number(high, domain)}"
