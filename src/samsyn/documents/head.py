"""The head of a text: what stands between its first two lines of ``---``, as entries with their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from samsyn.documents.problems import Place, Problem

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

    def section(self, key: str) -> "Section | None":
        """The entry as named entries, or None."""
        value = self.entries.get(key)
        return value if isinstance(value, Section) else None


HeadValue: TypeAlias = Scalar | Sequence | Section


def read_head(text: str, file: str, first_line: int) -> tuple[Section, tuple[Problem, ...]]:
    """Read the YAML of a head; `first_line` is the line in the file on which `text` begins.

    Every scalar is kept as the text that was written: no dates, numbers or booleans are guessed.
    """
    empty = Section({}, {}, Place(file, first_line))
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            return empty, (
                Problem(
                    Place(file, first_line),
                    "huvud-alias",
                    "huvudet använder en hänvisning (*)",
                    _WHY,
                    "skriv ut värdet där det ska stå",
                ),
            )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, first_line + (mark.line if mark else 0), (mark.column + 1) if mark else 1)
        return empty, (
            Problem(
                place,
                "huvud-oläsligt",
                "huvudet går inte att läsa här",
                _WHY,
                "text med kolon eller komma ska stå inom citattecken",
            ),
        )
    except (yaml.YAMLError, RecursionError, ValueError):
        return empty, (
            Problem(
                Place(file, first_line),
                "huvud-oläsligt",
                "huvudet går inte att läsa",
                _WHY,
                "skriv ”nyckel: värde” på var sin rad",
            ),
        )
    if node is None:
        return empty, ()
    if not isinstance(node, yaml.MappingNode):
        return empty, (
            Problem(
                Place(file, first_line),
                "huvud-oläsligt",
                "huvudet är ingen lista av ”nyckel: värde”",
                _WHY,
                "skriv ”titel: …” först",
            ),
        )
    problems: list[Problem] = []
    section = _section(node, file, first_line, problems)
    return section, tuple(problems)


def _place(node: yaml.Node, file: str, first_line: int) -> Place:
    return Place(file, first_line + node.start_mark.line, node.start_mark.column + 1)


def _section(node: yaml.MappingNode, file: str, first_line: int, problems: list[Problem]) -> Section:
    entries: dict[str, HeadValue] = {}
    places: dict[str, Place] = {}
    for key_node, value_node in node.value:
        place = _place(key_node, file, first_line)
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
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
    return Scalar(str(node.value).strip(), _place(node, file, first_line))
