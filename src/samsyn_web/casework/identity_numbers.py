"""What somebody typed as an identity number: which it is, what it says of the day of birth, or what is wrong with it.

A personnummer (SKV 704) and a samordningsnummer (SKV 707, the day of birth plus 60) are checked in full. A reserve number is
given by a care provider in a form of its own: of it only what can be kept is checked, and a day of birth at its head is read.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from personnummer import personnummer  # type: ignore[import-untyped]

from samsyn_web.journal.models import NumberKind

LENGTH: Final = 12
OLDEST: Final = 125
"""Nobody in care is older: a number that says so has the wrong century."""
ADDED_TO_DAY: Final = 60
SHORTEST_RESERVE, LONGEST_RESERVE = 6, 20
RESERVE: Final = re.compile(rf"[0-9A-ZÅÄÖ]{{{SHORTEST_RESERVE},{LONGEST_RESERVE}}}")

MISSING: Final = "Skriv numret."
MISTYPED: Final = "Numret kan inte vara rätt. Jämför det siffra för siffra med legitimationen."


@dataclass(frozen=True)
class IdentityRead:
    """A number as it is kept, what kind it is, and the day of birth if it says one."""

    number: str
    kind: NumberKind
    born: date | None


def read_identity_number(text: str, today: date, *, is_reserve: bool) -> IdentityRead:
    """Read a number. `is_reserve` is what the writer said that it is.

    Raises:
        ValueError: with what is wrong and what to do, in Swedish.
    """
    bare = re.sub(r"[\s–-]", "", text).upper()
    if not bare:
        raise ValueError(MISSING)
    return _reserve(bare, today) if is_reserve else _official(bare, today)


def _official(bare: str, today: date) -> IdentityRead:
    if not (bare.isascii() and bare.replace("+", "").isdecimal()):
        raise ValueError(
            "Ett personnummer eller samordningsnummer har bara siffror. Är det ett reservnummer, välj det ovanför."
        )
    if len(bare.replace("+", "")) == LENGTH - 2:
        raise ValueError("Numret har tio siffror. Skriv årtalet med fyra siffror, som 19121212-1212.")
    if len(bare) != LENGTH or "+" in bare:
        raise ValueError(f"Numret har {len(bare)} siffror och ska ha tolv, som 19121212-1212.")
    born = _day(bare, today)
    try:
        personnummer.parse(bare)
    except personnummer.PersonnummerInvalidException:
        raise ValueError(
            "Kontrollsiffran, den sista, stämmer inte med de andra. Ofta har två siffror bytt plats. "
            "Jämför siffra för siffra med legitimationen."
        ) from None
    except personnummer.PersonnummerParseException:
        raise ValueError(MISTYPED) from None
    is_coordination = int(bare[6:8]) > ADDED_TO_DAY
    return IdentityRead(bare, NumberKind.COORDINATION if is_coordination else NumberKind.PERSONAL, born)


def _day(bare: str, today: date) -> date:
    year, month, day = int(bare[:4]), int(bare[4:6]), int(bare[6:8])
    if not 1 <= month <= 12:
        raise ValueError(f"Månaden {bare[4:6]} finns inte. Siffra fem och sex är månaden, 01 till 12.")
    try:
        born = date(year, month, day - ADDED_TO_DAY if day > ADDED_TO_DAY else day)
    except ValueError:
        raise ValueError(
            f"Det finns ingen dag {bare[:4]}-{bare[4:6]}-{bare[6:8]}. Kontrollera de åtta första siffrorna."
        ) from None
    if born > today:
        raise ValueError(f"Födelsedagen {born} har inte varit än. Kontrollera de åtta första siffrorna.")
    if born.year < today.year - OLDEST:
        raise ValueError(f"Årtalet {bare[:4]} ger en ålder över {OLDEST} år. Kontrollera de fyra första siffrorna.")
    return born


def _reserve(bare: str, today: date) -> IdentityRead:
    if not RESERVE.fullmatch(bare):
        raise ValueError(
            f"Ett reservnummer har {SHORTEST_RESERVE} till {LONGEST_RESERVE} siffror och bokstäver. "
            "Skriv det som det står i det system som gav det."
        )
    if len(bare) == LENGTH and personnummer.valid(bare):
        raise ValueError("Det är ett personnummer eller samordningsnummer. Välj det ovanför.")
    return IdentityRead(bare, NumberKind.RESERVE, _leading_day(bare, today))


def _leading_day(bare: str, today: date) -> date | None:
    """The day of birth that many reserve numbers begin with, as `YYYYMMDD` before a letter."""
    if not re.match(r"(?:19|20)\d{6}\D", bare):
        return None
    try:
        born = date(int(bare[:4]), int(bare[4:6]), int(bare[6:8]))
    except ValueError:
        return None
    return born if born <= today else None
