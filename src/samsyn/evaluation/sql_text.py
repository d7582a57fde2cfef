"""How SQL is written: names, texts and lines that every dialect can read, and a person too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import wrap
from typing import Final, Literal, TypeAlias, get_args

import sqlglot
from sqlglot import exp

Dialect: TypeAlias = Literal["duckdb", "postgres", "spark"]
DIALECTS: Final[tuple[Dialect, ...]] = get_args(Dialect)

WIDTH: Final = 110
LONGEST_NAME: Final = 60  # PostgreSQL cuts names at 63 bytes without a word


@dataclass
class Writer:
    """One dialect, and the names that are taken in a query."""

    dialect: Dialect
    taken: set[str] = field(default_factory=set)

    def name(self, wanted: str) -> str:
        """A name that is not taken, short enough for every engine."""
        name, number = wanted[:LONGEST_NAME], 1
        while name in self.taken:
            number += 1
            name = f"{wanted[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        self.taken.add(name)
        return name

    @cached_property
    def _reserved(self) -> frozenset[str]:
        # sqlglot lists DuckDB's reserved words, and quotes those by itself; PostgreSQL's are nearly the same.
        words = sqlglot.Dialect.get_or_raise("duckdb").generator_class.RESERVED_KEYWORDS
        return frozenset(
            (*words, *(word.lower() for word in sqlglot.Dialect.get_or_raise(self.dialect).tokenizer_class.KEYWORDS))
        )

    def id(self, name: str) -> str:
        """A name, quoted when it must be."""
        return exp.to_identifier(name, quoted=name in self._reserved).sql(self.dialect)

    def text(self, value: str) -> str:
        """A text between quotes."""
        return exp.Literal.string(value).sql(self.dialect)

    def type(self, name: str) -> str:
        """What a type is called."""
        return exp.DataType.build(name).sql(self.dialect)

    def concatenated(self, between: str, texts: Sequence[str]) -> str:
        """Texts, as far as they are not NULL, in one; NULL when none is."""
        listed = ",\n".join(f"    {text}" for text in texts)
        return f"NULLIF(CONCAT_WS({self.text(between)},\n{listed}\n  ), '')"

    def listed(self, columns: Sequence[str], indent: str) -> list[str]:
        """Columns as lines, with commas between."""
        lines = []
        for position, column in enumerate(columns):
            ending = "," if position < len(columns) - 1 else ""
            for line in f"{column}{ending}".split("\n"):
                lines.extend(_wrapped(indent + line, backslash=self.dialect == "spark"))
        return lines


def commented(text: str) -> str:
    """A text as comment lines."""
    lines = wrap(" ".join(text.split()), WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"-- {line}" for line in lines) or "--"


def any_of(conditions: Sequence[str]) -> str:
    """That some condition holds, on one line."""
    return conditions[0] if len(conditions) == 1 else f"({' OR '.join(conditions)})"


def folded(lines: Sequence[str]) -> str:
    """Lines as one, when they are short together."""
    together = " ".join(line.strip() for line in lines)
    return together if len(together) <= WIDTH * 3 // 4 and "\n" not in together else "\n".join(lines)


def chained(word: str, conditions: Sequence[str]) -> list[str]:
    """Conditions with AND or OR between them, each on its line after its comments."""
    lines: list[str] = []
    for position, condition in enumerate(conditions):
        *comments, last = condition.split("\n")
        lines += [*comments, f"{word} {last}" if position else last]
    return lines


def either(ways: Sequence[Sequence[str]]) -> list[str]:
    """Ways as one condition: each a list of tests that must all hold."""
    if any(not way for way in ways):
        return ["TRUE"]
    if len(ways) == 1 and len(" AND ".join(ways[0])) > WIDTH // 2:
        return chained("AND", ways[0])
    lines: list[str] = []
    for position, way in enumerate(ways):
        before, together = ("OR " if position else ""), " AND ".join(way)
        if len(together) <= WIDTH - 10:
            lines.append(before + together)
        else:
            lines += [f"{before}(", *(f"  {line}" for line in chained("AND", way)), ")"]
    return lines


def _wrapped(line: str, *, backslash: bool) -> list[str]:
    """A long line broken before AND and OR, or else after commas, where they stand least deep in parentheses.

    Never within a text; comments stay whole. `backslash`: within a text it keeps the next sign from ending it.
    """
    bare = line.lstrip()
    if len(line) <= WIDTH or bare.startswith("--"):
        return [line]
    cuts = list(_cuts(line, len(line) - len(bare), backslash=backslash))
    if not cuts:
        return [line]
    least = min(depth for _, depth in cuts)
    places = [place for place, depth in cuts if depth == least]
    pieces = [line[start:end] for start, end in zip([0, *places], [*places, len(line)], strict=True)]
    indent = " " * (len(line) - len(bare) + 2)
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece.rstrip()) <= WIDTH:
            lines[-1] += piece
        else:
            lines.append(indent + piece.lstrip())
    return [
        part
        for one in lines
        for part in ([one.rstrip()] if one == line else _wrapped(one.rstrip(), backslash=backslash))
    ]


def _cuts(line: str, start: int, *, backslash: bool) -> Iterator[tuple[int, float]]:
    """Places where a line can be broken, with how deep they stand; a comma counts as half a step deeper."""
    depth, between = 0, False
    for place, sign in _outside_texts(line, start, backslash=backslash):
        if sign in "()":
            depth += 1 if sign == "(" else -1
        elif line.startswith(" BETWEEN ", place):
            between = True
        elif line.startswith(" AND ", place) and between:
            between = False
        elif place > start + 2 and line.startswith((" OR ", " AND "), place):
            yield place, depth
        elif line.startswith(", ", place):
            yield place + 2, depth + 0.5


def _outside_texts(line: str, start: int, *, backslash: bool) -> Iterator[tuple[int, str]]:
    """The signs of a line that stand within no text and no quoted name, with their places."""
    quote, escaped = "", False
    for place in range(start, len(line)):
        sign = line[place]
        if not quote:
            quote = sign if sign in "'\"`" else ""
            yield place, sign
        elif escaped:
            escaped = False
        elif backslash and sign == "\\" and quote == "'":
            escaped = True
        elif sign == quote:
            quote = ""
