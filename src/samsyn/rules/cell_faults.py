"""What is wrong with a cell that cannot be read, and what whoever wrote it most likely meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samsyn.documents.identifiers import fold, same_word, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.tables import TextCell
from samsyn.facts.values import SILENT, Choice, Whole
from samsyn.facts.vocabulary import Group, Variable

COMPARISON = re.compile(r"(<=|>=|<|>|≤|≥|=<|=>)\s*(\S.*)")
INTERVAL = re.compile(r"([\[\(\]])\s*([^\s\]\[()]+)\s*\.\.\s*([^\s\]\[()]+)\s*([\]\)\[])")

_NEGATED = re.compile(r"(?:inte|not|ej|allt utom|alla utom|utom|!=?|≠|¬)\s*\(?\s*(\S.*?)\)?", re.IGNORECASE)
_BETWEEN_VALUES = re.compile(r"\s*(?:;|/|\beller\b|\boch\b|\bsamt\b)\s*")
_ANYTHING = ("alla", "allt", "alla_varden", "oavsett", "spelar_ingen_roll", "valfritt")
_DECIMAL = re.compile(r"(?<!\d)(\d{1,9}),(\d{1,9})(?!\d)")
_FROM_TO = re.compile(r"(\S+?)\s*(?:[-–—]|till)\s*(\S+)")
_UNITS = re.compile(r"\b(?:års?|dagar|dygn|timmar|klockan|kl\.?)(?=\s|$)\s*")
_COMPARED = (
    (re.compile(r"(?:under|före|yngre än|mindre än)\s+(\S+)\s*"), "<"),
    (re.compile(r"(?:över|efter|äldre än|mer än)\s+(\S+)\s*"), ">"),
    (re.compile(r"(?:minst|från)\s+(\S+)\s*"), "≥"),
    (re.compile(r"(?:högst|till)\s+(\S+)\s*"), "≤"),
    (re.compile(r"(\d\S*)\s*"), ""),
)
MOST_LISTED, LONGEST_TEST = 12, 200
"""Values named in a message; signs in a test: a longer one is no word of any vocabulary."""


@dataclass(frozen=True, slots=True)
class Known:
    """The words that a cell of one column can have: the values of the fact or answer, and its groups by identifier."""

    variable: Variable
    groups: Mapping[str, Group]

    def __contains__(self, word: str) -> bool:
        group = self.groups.get(fold(word))
        return self.variable.domain.read(word) is not None or (group is not None and same_word(word, group.name))


def at_first_sight(cell: TextCell, variable: Variable) -> Problem | None:
    """What is wrong with a cell as a whole, whatever its words."""
    if not cell.text:
        return Problem(
            cell.place,
            "tom-ruta",
            f"rutan under ”{variable.name}” är tom",
            "En tom ruta kan vara glömd.",
            "skriv – om det inte spelar någon roll",
        )
    decimal = _DECIMAL.search(cell.text) if isinstance(variable.domain, Whole) else None
    if decimal is None:
        return None
    return Problem(
        cell.at(decimal.start()),
        "tvetydigt-komma",
        f"”{decimal.group()}” kan vara ett decimaltal eller två tal",
        f"{variable.name} är ett heltal, och kommatecken skiljer två värden åt.",
        f"skriv ”{decimal.group(1)}, {decimal.group(2)}” med mellanslag om det är två, annars ett heltal",
    )


def not_a_test(test: str, variable: Variable, place: Place) -> Problem | None:
    """What is wrong with a test that is no word at all, or one of the words that are no values."""
    if not test:
        return Problem(
            place,
            "tom-ruta",
            f"något saknas före eller efter ett kommatecken i rutan under ”{variable.name}”",
            "Ett värde kan vara glömt.",
            "ta bort kommatecknet eller skriv värdet",
        )
    if len(test) > LONGEST_TEST:
        return Problem(
            place,
            "okänt-värde",
            f"”{test[:40]} …” är inget värde för {variable.name}",
            f"Det är {len(test)} tecken långt.",
            "skriv ett värde, eller – om det inte spelar någon roll; förklaringar hör hemma under Skäl",
        )
    if fold(test) in (SILENT, "okant", "motstridigt"):
        return Problem(
            place,
            "prövar-tyst",
            f"en ruta kan inte pröva om {variable.name} är ”{test}”",
            "Tyst, okänt och motstridigt är inga värden: raden blir då ett kanske av sig själv.",
            "skriv – eller ett värde",
        )
    return None


def never(cell: TextCell, variable: Variable) -> Problem:
    """No value satisfies the cell."""
    return Problem(
        cell.place,
        "omöjlig-ruta",
        f"inget värde för {variable.name} uppfyller ”{cell.text}”",
        "Raden kan aldrig stämma.",
        "rätta rutan eller ta bort raden",
    )


def words_have_no_order(test: str, variable: Variable, place: Place) -> Problem:
    """A comparison or an interval where there are only words."""
    return Problem(
        place,
        "jämförelse-av-ord",
        f"{variable.name} är inget tal, så ”{test}” går inte att pröva",
        "Bara tal och klockslag har ordning.",
        "räkna upp värdena i stället",
    )


def no_value(test: str, known: Known, domain: Choice, place: Place) -> Problem:
    """A word that is neither a value nor a group."""
    names = [*domain.values, *(group.name for group in known.groups.values())]
    negated = _NEGATED.fullmatch(test)
    pieces = _BETWEEN_VALUES.split(test)
    if negated and negated.group(1) in known:
        hint = f"skriv inte({negated.group(1)})"
    elif len(pieces) > 1 and all(piece in known for piece in pieces):
        hint = f"skriv värdena med kommatecken emellan: {', '.join(pieces)}"
    elif fold(test) in _ANYTHING or test == "*":
        hint = "skriv – om det inte spelar någon roll"
    else:
        listed = ", ".join(names[:MOST_LISTED]) + (" …" if len(names) > MOST_LISTED else "")
        hint = suggestion(test, names, f"värdena är: {listed}")
    return Problem(
        place,
        "okänt-värde",
        f"”{test}” är inget värde för {known.variable.name}",
        "Raden skulle aldrig kunna stämma.",
        hint,
    )


def outside(word: str, variable: Variable, domain: Whole, place: Place) -> Problem:
    """A number that the fact cannot have."""
    low, high = domain.write(domain.low), domain.write(domain.high)
    return Problem(
        place,
        "utanför",
        f"{word} ligger utanför {variable.name}, som går från {low} till {high}",
        "Så långt når aldrig värdet, så talet är troligen fel.",
        "rätta talet",
    )


def backwards(test: str, bounds: Sequence[int], domain: Whole, place: Place) -> Problem:
    """An interval that ends before it begins."""
    over_midnight = (
        f"skriv två intervall när det går över midnatt: ≥ {domain.write(bounds[0])}, < {domain.write(bounds[1])}"
    )
    return Problem(
        place,
        "baklänges",
        f"intervallet ”{test}” slutar före det börjar",
        "Inget tal ligger i det.",
        over_midnight if domain.unit == "klockslag" else "byt plats på gränserna",
    )


def no_number(word: str, test: str, variable: Variable, domain: Whole, place: Place) -> Problem:
    """A word where there should be a number."""
    clock = domain.unit == "klockslag"
    if not clock and word.isascii() and word.removeprefix("-").isdigit():
        return outside(word, variable, domain, place)
    return Problem(
        place,
        "inget-tal",
        f"”{word}” är inget {'klockslag' if clock else 'heltal'}",
        f"{variable.name} är {_described(domain)}, så rutan går inte att pröva.",
        _number_meant(test, domain) or f"skriv till exempel < {domain.write((domain.low + domain.high + 1) // 2)}",
    )


def _described(domain: Whole) -> str:
    if domain.unit == "klockslag":
        return "ett klockslag, skrivet som 17:00"
    return f"ett heltal från {domain.low} till {domain.high}"


def _number_meant(test: str, domain: Whole) -> str | None:
    """`65–79`, `under 18 år`, `kl 17` as the cell they stand for."""
    bare = _UNITS.sub("", test).strip()
    span = _FROM_TO.fullmatch(bare)
    if span and all(domain.read_bound(end) is not None for end in span.groups()):
        return f"skriv [{span.group(1)}..{span.group(2)}{')' if domain.unit == 'klockslag' else ']'}"
    for pattern, sign in _COMPARED:
        said = pattern.fullmatch(bare)
        if said and domain.read_bound(said.group(1)) is not None:
            return f"skriv {sign} {said.group(1)}".replace("  ", " ")
    return None
