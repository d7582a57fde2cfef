"""How an amount is computed, in the agreement's own words: `= 40 % × befolkningsförändringen under 80 år + …`.

A formula has numbers, percentages, names, + − × / and parentheses; nothing else. A name is a row of a table `Storhet`
(what is put in) or of a table `Ersättning` (what another row gives) in the same file. Nothing is computed here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from samsyn.documents.columns import read_columns
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Problem
from samsyn.documents.tables import Table, TextCell

MARK = "= "
LONGEST = 500
"""Signs in a formula; longer ones are not read."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: `0,4`, `40 %` (which is 2/5), `1`."""

    value: Fraction
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Name:
    """What is put in, by its name; `offset` is where in the formula it stands."""

    name: str
    offset: int

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions with `+`, `−`, `×` or `/` between them."""

    sign: str
    left: "Expression"
    right: "Expression"

    def __str__(self) -> str:
        left, right = str(self.left), str(self.right)
        if self.sign in "×/" and isinstance(self.left, Operation) and self.left.sign in "+−":
            left = f"({left})"
        if isinstance(self.right, Operation) and (self.sign == "/" or self.right.sign in "+−") and self.sign != "+":
            right = f"({right})"
        return f"{left} {self.sign} {right}"


Expression = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class FormulaFault:
    """Why a formula cannot be read: at which sign, what is wrong, what to try (Swedish)."""

    offset: int
    what: str
    hint: str


_TOKEN = re.compile(
    r"(?P<number>\d+(?:[ \u00a0]\d{3})*(?:,\d+)?(?:[ \u00a0]?%)?)"
    r"|(?P<sign>[+−×/()*–-])"
    r"|(?P<name>[^\W\d_](?:(?! [–-] )[\w \u00a0.:§’–-])*)"
    r"|(?P<strange>\S)"
)
_TYPED = {"*": "×", "-": "−", "–": "−"}
"""What a keyboard has, and the sign it stands for."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


class _FaultyError(Exception):
    def __init__(self, fault: FormulaFault) -> None:
        super().__init__(fault.what)
        self.fault = fault


def read_formula(text: str) -> Expression | FormulaFault:
    """The expression that a cell `= …` holds, or why it cannot be read. Offsets count from the start of the cell."""
    if len(text) > LONGEST:
        return FormulaFault(0, f"formeln har fler än {LONGEST} tecken", "dela den i flera rader")
    start = len(MARK) if text.startswith(MARK) else 0
    tokens = [
        _Token(str(match.lastgroup), _TYPED.get(match[0], match[0].rstrip()), match.start())
        for match in _TOKEN.finditer(text, start)
    ]
    try:
        expression, rest = _sum(tokens, len(text))
    except _FaultyError as error:
        return error.fault
    return _unexpected(rest[0]) if rest else expression


def names_in(expression: Expression) -> Iterator[Name]:
    """Every name in the order it is read."""
    if isinstance(expression, Name):
        yield expression
    elif isinstance(expression, Operation):
        yield from names_in(expression.left)
        yield from names_in(expression.right)


def _sum(tokens: Sequence[_Token], end: int) -> tuple[Expression, Sequence[_Token]]:
    left, tokens = _product(tokens, end)
    while tokens and tokens[0].text in ("+", "−"):
        sign = tokens[0].text
        right, tokens = _product(tokens[1:], end)
        left = Operation(sign, left, right)
    return left, tokens


def _product(tokens: Sequence[_Token], end: int) -> tuple[Expression, Sequence[_Token]]:
    left, tokens = _factor(tokens, end)
    while tokens and tokens[0].text in ("×", "/"):
        sign = tokens[0].text
        right, tokens = _factor(tokens[1:], end)
        left = Operation(sign, left, right)
    return left, tokens


def _factor(tokens: Sequence[_Token], end: int) -> tuple[Expression, Sequence[_Token]]:
    if not tokens:
        raise _FaultyError(FormulaFault(end, "formeln slutar för tidigt", "skriv ett tal eller ett namn efter tecknet"))
    token, rest = tokens[0], tokens[1:]
    if token.kind == "number":
        return Number(number_value(token.text), token.text), rest
    if token.kind == "name":
        return Name(token.text, token.offset), rest
    if token.text == "(":
        inside, rest = _sum(rest, end)
        if not rest or rest[0].text != ")":
            raise _FaultyError(FormulaFault(token.offset, "parentesen slutar aldrig", "skriv ) där den ska sluta"))
        return inside, rest[1:]
    if token.text == "−":
        inside, rest = _factor(rest, end)
        return Operation("−", Number(Fraction(0), "0"), inside), rest
    raise _FaultyError(_unexpected(token))


def _unexpected(token: _Token) -> FormulaFault:
    return FormulaFault(
        token.offset,
        f"”{token.text}” väntas inte här",
        "en formel har tal, procent, namn, + − × / och parenteser, till exempel = 40 % × befolkningsförändringen",
    )


def number_value(text: str) -> Fraction:
    """The number that Swedish digits stand for: "1 234,5", "4,6 %" (divided by 100), a sign before it or none."""
    digits = text.replace(" ", "").replace("\u00a0", "").replace("−", "-")
    percent = digits.endswith("%")
    value = Fraction(digits.removesuffix("%").replace(",", "."))
    return value / 100 if percent else value


# ---- checking


def formula_problems(tables: Iterable[Table]) -> tuple[Problem, ...]:
    """What is wrong with the formulas of a file: signs, names that nothing declares, rows that lead back to themselves."""
    tables = tuple(tables)
    rows = [row.name.text for table in tables if table.kind in ("Ersättning", "Storhet") for row in table.rows]
    known = Counter(fold(name) for name in rows)
    problems: list[Problem] = []
    names: dict[str, tuple[str, ...]] = {}
    cells: dict[str, TextCell] = {}
    for name, cell in _formula_cells(tables):
        expression = read_formula(cell.text)
        if isinstance(expression, FormulaFault):
            problems.append(
                Problem(
                    cell.at(expression.offset),
                    "oläslig-formel",
                    f"formeln går inte att läsa: {expression.what}",
                    "Inget kan då räknas.",
                    expression.hint,
                )
            )
            continue
        used = tuple(names_in(expression))
        problems.extend(_name_problem(each, cell, known, rows) for each in used if known[fold(each.name)] != 1)
        names[fold(name)] = tuple(fold(each.name) for each in used)
        cells[fold(name)] = cell
    problems.extend(_rings(names, cells))
    return tuple(problems)


def _formula_cells(tables: Iterable[Table]) -> Iterator[tuple[str, TextCell]]:
    for table in tables:
        columns = read_columns(table, ("Belopp",))[0] if table.kind == "Ersättning" else None
        for row in table.rows if columns else ():
            assert columns is not None
            cell = columns.cell(row, "Belopp")
            if cell is not None and cell.text.startswith(MARK):
                yield row.name.text, cell


def _name_problem(name: Name, cell: TextCell, known: Counter[str], rows: Iterable[str]) -> Problem:
    if known[fold(name.name)]:
        return Problem(
            cell.at(name.offset),
            "storhet-flera",
            f"flera rader heter ”{name.name}”",
            "Det går inte att veta vilken formeln menar.",
            "ge raden som menas ett eget namn",
        )
    return Problem(
        cell.at(name.offset),
        "okänd-storhet",
        f"”{name.name}” är ingen rad under Storhet eller Ersättning i filen",
        "Ingen vet då vad som ska sättas in i formeln.",
        suggestion(name.name, rows, "deklarera den i en tabell Storhet, med enhet och vad den betyder"),
    )


def _rings(names: dict[str, tuple[str, ...]], cells: dict[str, TextCell]) -> Iterator[Problem]:
    for name, cell in cells.items():
        reached: set[str] = set()
        waiting = list(names[name])
        while waiting:
            each = waiting.pop()
            if each not in reached:
                reached.add(each)
                waiting.extend(names.get(each, ()))
        if name in reached:
            yield Problem(
                cell.place,
                "formel-i-ring",
                "formeln leder tillbaka till sin egen rad",
                "Den tar då aldrig slut.",
                "låt en av raderna i ringen bygga på en Storhet i stället",
            )
