"""Cells drawn at random: every kind the README lists, in canonical and keyboard forms, each with the values it accepts."""

from generated.chance import Chance
from generated.drawn import (
    COMPARISONS,
    DASHES,
    NEGATIONS,
    DrawnCell,
    Variable,
    clock,
    identifier,
)
from samsyn.facts.values import Value


def any_cell(chance: Chance, variable: Variable, dashes: int = 2) -> DrawnCell:
    """A cell of the column of a variable, of any kind that its values allow; `dashes` says how often it plays no part."""
    kinds = [*["–"] * dashes, "värde", "värde", "lista", "inte"]
    kinds += ["jämförelse", "jämförelse", "intervall", "intervall"] if variable.sort != "ord" else []
    kinds += ["grupp", "grupp"] if variable.groups else []
    kinds += ["inga", "inga", "lista med inga", "lista med inga", "inte inga"] if variable.collects else []
    kind = chance.one(kinds)
    if kind == "–":
        return dash(chance, variable)
    if kind == "inga":
        return DrawnCell("inga", frozenset(), accepts_none=True, labels=frozenset({"ruta inga"}))
    if kind == "inte inga":
        return DrawnCell("inte(inga)", frozenset(variable.values), labels=frozenset({"ruta inte(inga)"}))
    if kind in ("lista", "lista med inga", "inte"):
        return listed(chance, variable, kind)
    return single_test(chance, variable, kind)


def dash(chance: Chance, variable: Variable) -> DrawnCell:
    """What plays no part."""
    written = chance.form(*DASHES)
    return DrawnCell(written, frozenset(variable.values), True, True, frozenset({f"ruta {written}"}))


def listed(chance: Chance, variable: Variable, kind: str) -> DrawnCell:
    """Two or three tests, or one or two beside `inga` or within `inte(…)`."""
    kinds = ["värde", *(["grupp"] if variable.groups else [])]
    kinds += ["jämförelse", "intervall"] if variable.sort != "ord" else []
    count = chance.whole(2, 3) if kind == "lista" else chance.whole(1, 2)
    tests = [single_test(chance, variable, chance.one(kinds)) for _ in range(count)]
    accepted = frozenset[Value]().union(*(test.accepted for test in tests))
    labels = frozenset[str]().union(*(test.labels for test in tests))
    comma = chance.form(", ", " , ", *((",",) if variable.sort == "ord" else ()))  # 1,2 could be a decimal number
    text = comma.join(test.text for test in tests)
    if kind == "lista med inga":
        text = chance.form(f"inga{comma}{text}", f"{text}{comma}inga")
        return DrawnCell(text, accepted, accepts_none=True, labels=labels | {"ruta inga i lista"})
    rest = frozenset(variable.values) - accepted
    if kind == "inte" and rest:
        word = chance.form(*NEGATIONS)
        return DrawnCell(f"{word}({text})", rest, accepts_none=True, labels=labels | {f"ruta {word}(…)"})
    if len(tests) > 1:
        labels |= {"ruta lista" if variable.sort == "ord" else "ruta lista av tal"}
        labels |= {"ruta grupp i lista"} if "ruta grupp" in labels else set()
    return DrawnCell(text, accepted, labels=labels)


def single_test(chance: Chance, variable: Variable, kind: str) -> DrawnCell:
    """One value, group, comparison or interval that some value satisfies."""
    if kind == "grupp":
        name = chance.one(sorted(variable.groups))
        text = chance.form(name, identifier(name))
        return DrawnCell(text, frozenset(variable.groups[name]), labels=frozenset({"ruta grupp"}))
    if variable.sort == "ord":
        value = str(chance.one(variable.values))
        text = chance.form(value, value, identifier(value))
        label = "ruta värde" if text == value else "ruta identifierare"
        return DrawnCell(text, frozenset({value}), labels=frozenset({label}))
    if kind in ("jämförelse", "intervall"):
        found = comparison(chance, variable) if kind == "jämförelse" else interval(chance, variable)
        if found.accepted:
            return found
    number = chance.one(bounds(variable)[1:-1])
    label = "ruta klockslag" if variable.sort == "klockslag" else "ruta tal"
    return DrawnCell(written(chance, variable, number), frozenset({number}), labels=frozenset({label}))


def bounds(variable: Variable) -> tuple[int, ...]:
    """Numbers worth drawing borders at; the first and the last may lie outside the values."""
    if variable.sort == "klockslag":
        return (0, 0, 1, 7 * 60 + 30, 8 * 60, 17 * 60, 17 * 60 + 1, 24 * 60 - 1, 24 * 60)
    values = [int(value) for value in variable.values]
    return (values[0] - 1, *values, values[-1] + 1)


def written(chance: Chance, variable: Variable, number: int) -> str:
    """A number as somebody may write it."""
    if variable.sort != "klockslag":
        return str(number)
    return chance.form(clock(number), clock(number).replace(":", "."), clock(number).removeprefix("0"))


def comparison(chance: Chance, variable: Variable) -> DrawnCell:
    """`< 3`, in the canonical and the keyboard forms."""
    sign = chance.one(tuple(COMPARISONS))
    bound = chance.one(bounds(variable))
    holds = {
        "<": lambda value: value < bound,
        "≤": lambda value: value <= bound,
        ">": lambda value: value > bound,
        "≥": lambda value: value >= bound,
    }[sign]
    form = chance.form(*COMPARISONS[sign])
    text = f"{form}{chance.form(' ', '')}{written(chance, variable, bound)}"
    return DrawnCell(text, frozenset(filter(holds, variable.values)), labels=frozenset({f"ruta {form}"}))


def interval(chance: Chance, variable: Variable) -> DrawnCell:
    """`[3..5)`: a square bracket turned towards the numbers counts the border in, every other bracket does not."""
    low, high = sorted((chance.one(bounds(variable)), chance.one(bounds(variable))))
    counts_low, counts_high = chance.seldom(), chance.seldom()
    opening = "[" if counts_low else chance.form("(", "]")
    closing = "]" if counts_high else chance.form(")", "[")
    accepted = frozenset(
        value
        for value in variable.values
        if (low <= value if counts_low else low < value) and (value <= high if counts_high else value < high)
    )
    gap = chance.form("", " ")
    text = f"{opening}{written(chance, variable, low)}{gap}..{gap}{written(chance, variable, high)}{closing}"
    return DrawnCell(text, accepted, labels=frozenset({f"ruta {opening}..{closing}"}))
