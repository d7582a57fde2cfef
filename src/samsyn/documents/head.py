"""The head of a text: what stands between its first two lines of ``---``, as entries with their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from samsyn.documents.identifiers import meant, tidy
from samsyn.documents.problems import Place, Problem

LONGEST_HEAD, DEEPEST_HEAD, MOST_LISTED = 40_000, 12, 100
"""Signs in a head, lists within lists, entries in a list that is no list of places.

The vocabulary's head has 7 000 signs, and a source's places are the third level.
"""

_YAML_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
_WHY = "Utan ett läsbart huvud vet ingen vad texten heter, när den gäller eller vad den bygger på."


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word or a line in the head, always as text."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list in the head."""

    items: tuple["HeadValue", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """Named entries in the head, in the order written."""

    entries: Mapping[str, "HeadValue"]
    places: Mapping[str, Place]
    place: Place

    def text(self, key: str) -> str | None:
        """The entry as text, or None when it is missing or no plain text."""
        value = self.entries.get(key)
        return value.text if isinstance(value, Scalar) else None

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """The entry as a list of plain texts; a single text is a list of one."""
        value = self.entries.get(key)
        if isinstance(value, Scalar):
            return (value,) if value.text else ()
        if isinstance(value, Sequence):
            return tuple(item for item in value.items if isinstance(item, Scalar))
        return ()

    def place_of(self, key: str) -> Place:
        """Where the value of an entry stands; where the section begins when there is none."""
        return self.entries[key].place if key in self.entries else self.place

    def section(self, key: str) -> "Section | None":
        """The entry as named entries, or None."""
        value = self.entries.get(key)
        return value if isinstance(value, Section) else None


HeadValue: TypeAlias = Scalar | Sequence | Section
_SHAPES: Mapping[type, str] = {Scalar: "en text", Sequence: "en lista", Section: "namngivna uppgifter"}


def read_head(text: str, file: str, first_line: int) -> tuple[Section, tuple[Problem, ...]]:
    """Read the YAML of a head; `first_line` is the line in the file on which `text` begins.

    Every scalar is kept as the text that was written: no dates, numbers or booleans are guessed.
    """
    start = Place(file, first_line)
    empty = Section({}, {}, start)
    text = text.translate(_YAML_LINE_ENDS)
    if len(text) > LONGEST_HEAD:
        return empty, (
            _unreadable(start, f"huvudet är längre än {LONGEST_HEAD} tecken", "flytta texten under huvudet"),
        )
    try:
        problem = _refused(text, file, first_line)
        node = None if problem else yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return empty, (_explained(error, text, file, first_line),)
    except (yaml.YAMLError, RecursionError, ValueError):
        return empty, (_unreadable(start, "huvudet går inte att läsa", "skriv ”nyckel: värde” på var sin rad"),)
    if problem is not None:
        return empty, (problem,)
    if node is None:
        return empty, ()
    if not isinstance(node, yaml.MappingNode):
        return empty, (_unreadable(start, "huvudet är ingen lista av ”nyckel: värde”", "skriv ”titel: …” först"),)
    problems: list[Problem] = []
    section = _section(node, file, first_line, problems)
    return section, tuple(problems)


def wrong_shapes(
    section: Section, texts: tuple[str, ...] = (), lists: tuple[str, ...] = (), sections: tuple[str, ...] = ()
) -> tuple[Problem, ...]:
    """A problem for each entry that is a list where a text is wanted, and so on; an entry that is missing is none."""
    problems = []
    for names, wanted, fits, hint in (
        (
            texts,
            "en text",
            Scalar,
            "skriv bara en text efter kolonet, inom citattecken om den har kolon eller kommatecken",
        ),
        (lists, "en lista", (Scalar, Sequence), "skriv [ett, två], eller en rad med ”- ” för var och en"),
        (sections, "namngivna uppgifter", Section, "skriv ”namn: …” på var sin indragen rad"),
    ):
        for name in names:
            value = section.entries.get(name)
            inner = value.items if isinstance(value, Sequence) else ()
            if len(inner) > MOST_LISTED:
                problems.append(
                    Problem(
                        section.places[name],
                        "huvud-form",
                        f"”{name}” räknar upp {len(inner)} saker",
                        f"Mer än {MOST_LISTED} läses inte.",
                        "behåll bara det som texten vilar på",
                    )
                )
            elif value is not None and (
                not isinstance(value, fits) or not all(isinstance(one, Scalar) for one in inner)
            ):
                problems.append(
                    Problem(
                        section.places[name],
                        "huvud-form",
                        f"”{name}” ska vara {wanted}, inte {_SHAPES[type(value)]}",
                        "Uppgiften går inte att läsa så som den står.",
                        hint,
                    )
                )
    return tuple(problems)


def unknown_keys(head: Section, known: tuple[str, ...], kind: str) -> tuple[tuple[Problem, ...], frozenset[str]]:
    """A problem for each entry that no one reads, and the keys that those entries were meant to be."""
    strange = {key: meant(key, known, cutoff=0.7) for key in head.entries if key not in known}
    problems = tuple(
        Problem(
            head.places[key],
            "okänd-nyckel",
            f"”{key}” hör inte hemma i huvudet på {kind}",
            "Uppgiften läses inte.",
            f"menade du ”{guess}”?" if guess else "uppgifterna är: " + ", ".join(known),
        )
        for key, guess in strange.items()
    )
    return problems, frozenset(guess for guess in strange.values() if guess and guess not in head.entries)


def _unreadable(place: Place, what: str, hint: str) -> Problem:
    return Problem(place, "huvud-oläsligt", what, _WHY, hint)


def _refused(text: str, file: str, first_line: int) -> Problem | None:
    """References and depth without end can make a short text endless: they are refused before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        mark = event.start_mark
        assert mark is not None
        place = Place(file, first_line + mark.line, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            return Problem(
                place,
                "huvud-alias",
                f"”*{event.anchor}” hänvisar till något annat i huvudet",
                "Den som läser ser då inte vad som står där.",
                "skriv ut värdet, eller sätt texten inom citattecken om stjärnan hör till den",
            )
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > DEEPEST_HEAD:
            return _unreadable(
                place, "huvudet har för många nivåer av listor i listor", "skriv ”nyckel: värde” på var sin rad"
            )
    return None


_QUOTED = 'sätt texten inom raka citattecken: "…"'
_UNPAIRED = ("ett citattecken på raden saknar sitt par", "skriv ett citattecken både före och efter texten")
_YAML_FAULTS: tuple[tuple[str, str, str, bool], ...] = (
    ("found character '\\t'", "raden är indragen med tabb", "dra in med mellanslag", False),
    ("mapping values are not allowed", "kolonet här läses som början på en ny uppgift", _QUOTED, False),
    (
        "while scanning an a",  # an alias or an anchor
        "det första tecknet här läses som en hänvisning",
        _QUOTED,
        True,
    ),
    (
        "while scanning a quoted scalar",
        "citattecknet här avslutas aldrig",
        "skriv ett citattecken också efter texten",
        True,
    ),
    (
        "while parsing a flow sequence",
        "listan som börjar här avslutas inte med ], eller saknar ett kommatecken",
        "skriv [ett, två]; ett värde med hakparentes eller kommatecken inom citattecken",
        True,
    ),
    (
        "while parsing a flow mapping",
        "uppgifterna som börjar här avslutas inte med }, eller saknar ett kommatecken",
        "skriv {titel: …, slag: …}; text med klammer eller kommatecken inom citattecken",
        True,
    ),
    ("could not find expected ':'", "raden saknar kolon efter nyckeln", "skriv ”nyckel: värde”", True),
    (
        "expected <block end>",
        "raden är inte indragen som raderna ovanför, eller fortsätter efter ett avslutat värde",
        "dra in uppgifter på samma nivå lika långt; sätt hela texten inom citattecken",
        False,
    ),
    ("found character", "texten kan inte börja med det här tecknet", _QUOTED, False),
    (
        "found unknown escape character",
        "ett omvänt snedstreck inom citattecken betyder något särskilt",
        "skriv två: \\\\",
        False,
    ),
)
"""What YAML says, what it means to whoever wrote it, what to try, and whether the fault is where the context began."""


def _explained(error: yaml.MarkedYAMLError, text: str, file: str, first_line: int) -> Problem:
    said = f"{error.context or ''} {error.problem or ''}"
    what, hint, at_context = next(
        ((what, hint, at_context) for words, what, hint, at_context in _YAML_FAULTS if words in said),
        ("huvudet går inte att läsa här", "text med kolon eller kommatecken ska stå inom citattecken", False),
    )
    mark = (error.context_mark if at_context else None) or error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    if line < len(lines) and lines[line].count('"') % 2:
        (what, hint), column = _UNPAIRED, lines[line].index('"')
    if line < len(lines) and any(sign in lines[line] for sign in "”“„"):
        hint = 'använd raka citattecken "…"; de böjda ”…” räknas som vanliga bokstäver'
    return _unreadable(Place(file, first_line + line, column + 1), what, hint)


def _place(node: yaml.Node, file: str, first_line: int) -> Place:
    return Place(file, first_line + node.start_mark.line, node.start_mark.column + 1)


def _section(node: yaml.MappingNode, file: str, first_line: int, problems: list[Problem]) -> Section:
    entries: dict[str, HeadValue] = {}
    places: dict[str, Place] = {}
    for key_node, value_node in node.value:
        place = _place(key_node, file, first_line)
        key = tidy(str(key_node.value)) if isinstance(key_node, yaml.ScalarNode) else ""
        if not key:
            problems.append(
                Problem(
                    place,
                    "huvud-oläsligt",
                    "en nyckel i huvudet är inte text",
                    _WHY,
                    "skriv nyckeln som ett ord",
                )
            )
        elif key in entries:
            problems.append(
                Problem(
                    place,
                    "huvud-dubbelt",
                    f"”{key}” står två gånger i huvudet",
                    "Bara en av dem kan gälla.",
                    "ta bort den ena",
                )
            )
        else:
            entries[key] = _value(value_node, file, first_line, problems)
            places[key] = place
    return Section(entries, places, _place(node, file, first_line))


def _value(node: yaml.Node, file: str, first_line: int, problems: list[Problem]) -> HeadValue:
    if isinstance(node, yaml.MappingNode):
        return _section(node, file, first_line, problems)
    if isinstance(node, yaml.SequenceNode):
        return Sequence(
            tuple(_value(item, file, first_line, problems) for item in node.value),
            _place(node, file, first_line),
        )
    return Scalar(tidy(str(node.value)), _place(node, file, first_line))
