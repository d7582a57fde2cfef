"""The vocabulary: every fact a case can have and every answer an agreement can give, declared once in `begrepp.md`.

Facts are told in the order they stand there (vem, var, ställning, behov, tid); each knows its phrases.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from samsyn.documents.columns import Columns, read_columns, repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Citation, Source, read_citations, read_sources
from samsyn.documents.tables import Document, Table, TableRow
from samsyn.facts.values import CLOCK_STATES, SILENT, YES_NO, Choice, Domain, TimeOfDay, Value, Whole

PARTS = ("vem", "var", "ställning", "behov", "tid")
"""The one order in which findings are told."""

NONE_HIT = "inga"
"""The answer of a collecting table that no row matches."""

_WHOLE = re.compile(r"heltal\s+(-?\d+)\s*\.\.\s*(\d+)(?:\s+(\S.*))?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a value is said of a case, and how its absence is said."""

    said: str
    denied: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be known of a case.

    `phrases` has the words of each value of a choice; `pattern` the words around a number, with ``{}``.
    `order` is its place in the one order of telling.
    """

    id: str
    name: str
    part: str
    domain: Domain
    question: str
    definition: str
    pattern: str
    phrases: Mapping[Value, Phrase]
    citations: tuple[Citation, ...]
    order: int
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """Something an agreement can answer. `names_party`: its values are parties in the `Part` table."""

    id: str
    name: str
    question: str
    domain: Domain
    names_party: bool
    pattern: str
    definition: str
    order: int
    place: Place


Variable: TypeAlias = Fact | Answer
"""What a column of a decision table can test."""


@dataclass(frozen=True, slots=True)
class Party:
    """Someone an answer can name: which side (`region`, `kommun`, `båda` or none), and how it is spoken of."""

    name: str
    side: str
    phrase: str
    definition: str
    place: Place


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one fact or answer under one name, and how they are said together when that is declared."""

    name: str
    variable: str
    values: tuple[Value, ...]
    phrase: Phrase | None
    place: Place


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that `begrepp.md` declares. Mappings are by identifier; groups by (variable, group identifier).

    `broken` are identifiers of what is declared with such faults that it could not be read; `incomplete` is whether whole
    tables could not. Not to find such a word is no new fault of whoever uses it.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    groups: Mapping[tuple[str, str], Group] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    steering_questions: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    impossible: tuple[Table, ...] = ()
    document: Document | None = None
    broken: frozenset[str] = frozenset()
    incomplete: bool = False

    def variable(self, name: str) -> Variable | None:
        """The fact or answer with this name or identifier."""
        identifier = fold(name)
        return self.facts.get(identifier) or self.answers.get(identifier)

    def names(self) -> tuple[str, ...]:
        """The names of all facts and answers."""
        return (
            *(fact.name for fact in self.facts.values()),
            *(answer.name for answer in self.answers.values()),
        )

    def groups_of(self, variable: str) -> tuple[Group, ...]:
        """The groups of one fact or answer."""
        return tuple(group for (owner, _), group in self.groups.items() if owner == variable)


_KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Faktum": (("Del", "Slag", "Fråga", "Fras", "Nekad fras", "Definition", "Källa"), ()),
    "Värde": (("Faktum", "Fras", "Nekad fras", "Definition", "Källa"), ()),
    "Grupp": (("Faktum", "Värden", "Källa"), ("Fras", "Nekad fras", "Definition")),
    "Svar": (("Fråga", "Värden", "Pekar ut part", "Fras", "Definition"), ("Källa",)),
    "Part": (("Sida", "Fras", "Definition", "Källa"), ()),
    "Händelse": (("Definition", "Källa"), ()),
    "Styrfråga": (("Fråga", "Källa"), ()),
}
VOCABULARY_KINDS = (*_KINDS, "Omöjligt")


@dataclass(slots=True)
class _Reader:
    """Collects declarations and problems while the tables of a vocabulary are read."""

    sources: Mapping[str, Source]
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, list[tuple[TableRow, Columns]]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    cited: dict[str, tuple[Citation, ...]] = field(default_factory=dict)

    def say(self, place: Place, code: str, message: str, why: str, hint: str = "") -> None:
        self.problems.append(Problem(place, code, message, why, hint))

    def citations(self, row: TableRow, columns: Columns) -> tuple[Citation, ...]:
        cell = columns.cell(row, "Källa")
        if cell is None:
            return ()
        citations, problems = read_citations(cell, self.sources)
        self.problems.extend(problems)
        return citations


def read_vocabulary(document: Document) -> tuple[Vocabulary, tuple[Problem, ...]]:
    """Read `begrepp.md`; declarations that cannot be read are left out and told as problems."""
    sources, source_problems = read_sources(document.head)
    reader = _Reader(sources, list(source_problems))
    impossible = []
    for table in document.tables:
        if table.is_example:
            continue
        if table.kind == "Omöjligt":
            impossible.append(table)
        elif table.kind in _KINDS:
            columns, problems = read_columns(table, *_KINDS[table.kind])
            reader.problems.extend(problems)
            if table.kind != "Värde":
                reader.problems.extend(repeated_names(table))
            if columns is not None:
                reader.rows[table.kind].extend((row, columns) for row in table.rows)
        else:
            reader.say(
                table.header[0].place,
                "okänt-slag",
                f"slaget ”{table.kind}” finns inte i en begreppsfil",
                "Tabellen läses inte.",
                suggestion(table.kind, VOCABULARY_KINDS, "slag: " + ", ".join(VOCABULARY_KINDS)),
            )
    facts = _facts(reader)
    parties = _parties(reader)
    answers = _answers(reader, facts, parties)
    groups = _groups(reader, facts, answers)
    vocabulary = Vocabulary(
        facts,
        answers,
        groups,
        parties,
        _plain(reader, "Händelse", "Definition"),
        _plain(reader, "Styrfråga", "Fråga"),
        sources,
        tuple(impossible),
        document,
    )
    return vocabulary, tuple(reader.problems)


def _plain(reader: _Reader, kind: str, column: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, columns in reader.rows[kind]:
        reader.citations(row, columns)
        found[row.name.text] = columns.text(row, column)
    return found


def _facts(reader: _Reader) -> dict[str, Fact]:
    values = _values(reader)
    rows = sorted(reader.rows["Faktum"], key=lambda item: _part_order(item[1].text(item[0], "Del")))
    facts: dict[str, Fact] = {}
    for order, (row, columns) in enumerate(rows):
        identifier, name, place = fold(row.name.text), row.name.text, row.name.place
        part, kind = columns.text(row, "Del"), columns.text(row, "Slag")
        if part not in PARTS:
            reader.say(
                place,
                "okänd-del",
                f"”{part}” är ingen av delarna",
                "Delen bestämmer i vilken ordning fakta berättas.",
                suggestion(part, PARTS, "del är en av: " + ", ".join(PARTS)),
            )
            continue
        domain = _domain_of_fact(reader, row, kind, tuple(value for value, _ in values.get(identifier, ())))
        if domain is None or not identifier:
            continue
        if identifier in facts:
            reader.say(
                place,
                "dubbelt-faktum",
                f"”{name}” är deklarerat två gånger",
                "Bara en deklaration kan gälla.",
                "ta bort den ena",
            )
            continue
        pattern = columns.text(row, "Fras")
        phrases = _phrases(
            reader,
            place,
            name,
            kind,
            pattern,
            columns.text(row, "Nekad fras"),
            dict(values.get(identifier, ())),
        )
        facts[identifier] = Fact(
            identifier,
            name,
            part,
            domain,
            columns.text(row, "Fråga"),
            columns.text(row, "Definition"),
            pattern,
            phrases,
            reader.citations(row, columns),
            order,
            place,
        )
    for owner, listed in values.items():
        if owner not in facts:
            row = listed[0][1][1]
            reader.say(
                row.name.place,
                "värde-utan-faktum",
                f"värdet ”{row.name.text}” hör till ett faktum som inte finns",
                "Värdet kan aldrig förekomma.",
                suggestion(owner, [fact.name for fact in facts.values()], "deklarera faktumet först"),
            )
    return facts


def _part_order(part: str) -> int:
    return PARTS.index(part) if part in PARTS else len(PARTS)


def _values(reader: _Reader) -> dict[str, list[tuple[str, tuple[Phrase, TableRow]]]]:
    """The declared values by the identifier of their fact."""
    found: dict[str, list[tuple[str, tuple[Phrase, TableRow]]]] = {}
    for row, columns in reader.rows["Värde"]:
        reader.citations(row, columns)
        value, owner = row.name.text, fold(columns.text(row, "Faktum"))
        if any(sign in value for sign in ",()[]<>|»"):
            reader.say(
                row.name.place,
                "värde-tecken",
                f"värdet ”{value}” har komma, parentes eller tecken som rutor använder",
                "Det går då inte att skriva i en tabell.",
                "skriv värdet med bara ord",
            )
            continue
        siblings = found.setdefault(owner, [])
        if any(fold(other) == fold(value) for other, _ in siblings):
            reader.say(
                row.name.place,
                "dubbelt-värde",
                f"värdet ”{value}” finns redan för samma faktum",
                "Två värden med samma identifierare går inte att skilja åt.",
                "byt namn på ett av dem",
            )
            continue
        said, denied = columns.text(row, "Fras"), columns.text(row, "Nekad fras")
        if not said or not denied:
            reader.say(
                row.name.place,
                "fras-saknas",
                f"värdet ”{value}” saknar fras eller nekad fras",
                "Fynd och förklaringar kan då inte sägas på svenska.",
                "skriv hur det sägs om en person, och hur motsatsen sägs",
            )
        siblings.append((value, (Phrase(said or value, denied or f"inte {value}"), row)))
    return found


def _domain_of_fact(reader: _Reader, row: TableRow, kind: str, listed: tuple[str, ...]) -> Domain | None:
    if kind == "ja/nej":
        return YES_NO
    if kind == "frist":
        return CLOCK_STATES
    if kind == "klockslag":
        return TimeOfDay()
    if kind == "val":
        if len(listed) < 2:
            reader.say(
                row.name.place,
                "för-få-värden",
                f"”{row.name.text}” har {len(listed)} värden",
                "Ett faktum som inte kan variera säger inget.",
                "deklarera minst två rader under Värde",
            )
            return None
        return Choice(listed)
    match = _WHOLE.fullmatch(kind)
    if match and int(match.group(1)) < int(match.group(2)) <= 100_000:
        return Whole(int(match.group(1)), int(match.group(2)), match.group(3) or "")
    reader.say(
        row.name.place,
        "okänt-faktumslag",
        f"”{kind}” är inget slag av faktum",
        "Värdena går inte att läsa.",
        suggestion(
            kind,
            ("val", "ja/nej", "klockslag", "frist"),
            "slag: val, ja/nej, klockslag, frist eller heltal 0..120 år",
        ),
    )
    return None


def _phrases(
    reader: _Reader,
    place: Place,
    name: str,
    kind: str,
    pattern: str,
    denied: str,
    values: Mapping[str, tuple[Phrase, TableRow]],
) -> dict[Value, Phrase]:
    if kind == "val":
        return {value: phrase for value, (phrase, _) in values.items()}
    if kind == "ja/nej":
        if not pattern or not denied:
            reader.say(
                place,
                "fras-saknas",
                f"”{name}” saknar fras eller nekad fras",
                "Fynd och förklaringar kan då inte sägas på svenska.",
                "skriv hur ja sägs, och hur nej sägs",
            )
        said, not_said = pattern or f"{name}: ja", denied or f"{name}: nej"
        return {"ja": Phrase(said, not_said), "nej": Phrase(not_said, said)}
    if "{}" not in pattern:
        reader.say(
            place,
            "fras-saknas",
            f"”{name}” saknar fras med {{}}",
            "Fynd och förklaringar kan då inte sägas på svenska.",
            "skriv till exempel ”är {}”",
        )
        pattern = f"{name} {{}}"
    if kind == "frist":
        words = {
            "inte startad": ("har inte börjat", "har börjat"),
            "pågår": ("pågår", "pågår inte"),
            "löpt ut": ("har löpt ut", "har inte löpt ut"),
        }
        return {
            state: Phrase(pattern.replace("{}", said), pattern.replace("{}", denied))
            for state, (said, denied) in words.items()
        }
    return {}


def _parties(reader: _Reader) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for row, columns in reader.rows["Part"]:
        reader.citations(row, columns)
        side, cell = columns.text(row, "Sida"), columns.cell(row, "Sida")
        if side not in ("region", "kommun", "båda", "") and cell is not None:
            reader.say(
                cell.place,
                "okänd-sida",
                f"”{side}” är ingen sida",
                "Sidan avgör om två läsningar pekar på varandra.",
                suggestion(side, ("region", "kommun", "båda"), "sida är region, kommun, båda eller –"),
            )
            continue
        found[row.name.text] = Party(
            row.name.text,
            side,
            columns.text(row, "Fras") or row.name.text,
            columns.text(row, "Definition"),
            row.name.place,
        )
    return found


def _answers(reader: _Reader, facts: Mapping[str, Fact], parties: Mapping[str, Party]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for order, (row, columns) in enumerate(reader.rows["Svar"]):
        if "Källa" in columns:
            reader.citations(row, columns)
        identifier, name, place = fold(row.name.text), row.name.text, row.name.place
        listed, points = columns.text(row, "Värden"), columns.text(row, "Pekar ut part")
        if identifier in facts or identifier in found:
            reader.say(
                place,
                "dubbelt-namn",
                f"”{name}” finns redan som faktum eller svar",
                "En kolumn med det namnet skulle kunna betyda två saker.",
                "byt namn på ett av dem",
            )
            continue
        if points not in ("ja", "nej"):
            reader.say(
                place,
                "pekar-ut-part",
                f"”{name}” säger inte om det pekar ut en part",
                "Jämförelser behöver veta om svaret är någons ansvar.",
                "skriv ja eller nej",
            )
        match = _WHOLE.fullmatch(listed)
        domain: Domain
        if match:
            domain = Whole(int(match.group(1)), int(match.group(2)), match.group(3) or "")
        else:
            values = tuple(value.strip() for value in listed.split(",") if value.strip())
            if (
                not values
                or len({fold(value) for value in values}) < len(values)
                or any(value in (SILENT, "okänt", "motstridigt") for value in values)
            ):
                reader.say(
                    place,
                    "svarsvärden",
                    f"värdena för ”{name}” saknas, upprepas eller heter tyst, okänt eller motstridigt",
                    "De orden betyder något annat i alla svar.",
                    "skriv värdena med komma emellan",
                )
                continue
            domain = Choice(values)
        if points == "ja":
            for value in domain if isinstance(domain, Choice) else ():
                if value not in parties:
                    reader.say(
                        place,
                        "okänd-part",
                        f"”{value}” i svaret ”{name}” är ingen deklarerad part",
                        "Då går det inte att säga vem som pekas ut.",
                        suggestion(str(value), parties, f"lägg till ”{value}” i tabellen Part"),
                    )
        found[identifier] = Answer(
            identifier,
            name,
            columns.text(row, "Fråga"),
            domain,
            points == "ja",
            columns.text(row, "Fras") or f"{name}: {{}}",
            columns.text(row, "Definition"),
            order,
            place,
        )
    return found


def _groups(reader: _Reader, facts: Mapping[str, Fact], answers: Mapping[str, Answer]) -> dict[tuple[str, str], Group]:
    found: dict[tuple[str, str], Group] = {}
    for row, columns in reader.rows["Grupp"]:
        reader.citations(row, columns)
        name, place, owner = row.name.text, row.name.place, fold(columns.text(row, "Faktum"))
        variable: Variable | None = facts.get(owner) or answers.get(owner)
        cell = columns.cell(row, "Värden")
        if variable is None or not isinstance(variable.domain, Choice):
            reader.say(
                place,
                "grupp-utan-faktum",
                f"gruppen ”{name}” hör inte till något faktum med värden",
                "Gruppen kan aldrig användas.",
                suggestion(columns.text(row, "Faktum"), [fact.name for fact in facts.values()]),
            )
            continue
        if variable.domain.read(name) is not None:
            reader.say(
                place,
                "grupp-som-värde",
                f"gruppen ”{name}” heter som ett värde",
                "I en ruta går det då inte att veta vad som menas.",
                "byt namn på gruppen",
            )
            continue
        values: list[Value] = []
        for word in (piece.strip() for piece in (cell.text if cell else "").split(",")):
            value = variable.domain.read(word)
            if value is None:
                reader.say(
                    cell.place if cell else place,
                    "okänt-värde",
                    f"”{word}” är inget värde för {variable.name}",
                    "Gruppen blir ofullständig.",
                    suggestion(word, variable.domain.values, "värdena är: " + ", ".join(variable.domain.values)),
                )
            else:
                values.append(value)
        said, denied = columns.text(row, "Fras"), columns.text(row, "Nekad fras")
        if bool(said) != bool(denied):
            reader.say(
                place,
                "fras-saknas",
                f"gruppen ”{name}” har bara den ena av fras och nekad fras",
                "Fynd kan då inte sägas på svenska åt båda håll.",
                "skriv båda, eller ingen",
            )
        phrase = Phrase(said, denied) if said and denied else None
        found[owner, fold(name)] = Group(name, owner, tuple(dict.fromkeys(values)), phrase, place)
    return found


def say_answer(vocabulary: Vocabulary, answer: Answer, value: Value | tuple[Value, ...]) -> str:
    """An answer as a clause: "regionen är huvudman"."""
    if isinstance(value, tuple):
        words = " och ".join(_party_phrase(vocabulary, answer, item) for item in value) or NONE_HIT
    else:
        words = _party_phrase(vocabulary, answer, value)
    return answer.pattern.replace("{}", words)


def _party_phrase(vocabulary: Vocabulary, answer: Answer, value: Value) -> str:
    party = vocabulary.parties.get(str(value)) if answer.names_party else None
    if party is not None:
        return party.phrase
    return (
        f"{answer.domain.write(value)} {answer.domain.unit}".strip() if isinstance(answer.domain, Whole) else str(value)
    )
