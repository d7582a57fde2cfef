"""What people fill in when something has happened: typed fields, read from text, with what is wrong in the user's words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from samsyn.processes.cast import Role, UnitKind

SWEDEN: Final = ZoneInfo("Europe/Stockholm")
LONGEST: Final = 4000
"""Characters in a long text."""

Said: TypeAlias = str | int | list[str]
"""A value as an event keeps it: a text (moments and days in ISO form), a whole number, or a list of texts."""


class Kind(StrEnum):
    """What sort of thing a field takes."""

    TEXT = "text"
    TELEPHONE = "telefon"
    """Who answers, and the number."""
    LONG_TEXT = "lång text"
    CHOICE = "val"
    CHOICES = "flera val"
    MOMENT = "tidpunkt"
    DAY = "dag"
    NUMBER = "heltal"
    UNIT = "enhet"
    UNITS = "enheter"
    STAFF = "medarbetare"
    EVENT = "händelse"
    FACT = "faktum"
    """One of the values that the vocabulary gives the fact of the field's name."""
    ROWS = "avtalsrader"
    """Rows of agreements (`AgreementRow`), one a line."""


@dataclass(frozen=True, order=True)
class AgreementRow:
    """A row of a decision of an agreement, without regard to version. The decision is told by its first answer."""

    agreement: str
    decision: str
    row: str

    def __str__(self) -> str:
        return f"{self.agreement} | {self.decision} | {self.row}"


def rows_of(said: Said | None) -> tuple[AgreementRow, ...]:
    """The rows that an event keeps; what is no row is left out."""
    parts = [one.split(" | ") for one in said] if isinstance(said, list) else []
    return tuple(AgreementRow(*one) for one in parts if len(one) == 3)


_NO_CHOICES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `choices` give each value its words; `units` are the kinds of unit that may be named.

    `roles` are those that staff who can be named must have at the unit of the one who acts; none: anybody may be named.
    A `nameless` text is shown to others than the case's own: it may not tell who it is about.
    """

    id: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=lambda: _NO_CHOICES)
    units: frozenset[UnitKind] = frozenset(UnitKind)
    roles: frozenset[Role] = frozenset()
    nameless: bool = False

    def words(self, value: Said) -> str:
        """A value as it is told."""
        if self.kind is Kind.ROWS:
            return "; ".join(f"{one.row} ({one.agreement}, {one.decision})" for one in rows_of(value))
        if isinstance(value, list):
            return ", ".join(self.choices.get(one, one) for one in value) or "inget"
        return self.choices.get(str(value), str(value))


class FieldFault(Exception):
    """What is wrong with something typed, and what to do: a sentence in Swedish."""


YES_NO: Mapping[str, str] = MappingProxyType({"ja": "ja", "nej": "nej"})


def with_values(fields: Sequence[Field], values: Callable[[str], Sequence[str]]) -> tuple[Field, ...]:
    """The fields, those that are facts with the vocabulary's values as their choices."""
    return tuple(
        replace(one, choices=MappingProxyType({value: value for value in values(one.id)}))
        if one.kind is Kind.FACT
        else one
        for one in fields
    )


def read_fields(
    fields: Sequence[Field], raw: Mapping[str, str | Sequence[str]]
) -> tuple[dict[str, Said], dict[str, str]]:
    """What was filled in, and for each field that is wrong what is wrong with it. Nothing else in `raw` is kept.

    Fields that are facts must have been given their values (`with_values`).
    """
    said: dict[str, Said] = {}
    faults: dict[str, str] = {}
    for one in fields:
        try:
            value = read_field(one, raw.get(one.id, ""))
        except FieldFault as fault:
            faults[one.id] = str(fault)
        else:
            if value is not None:
                said[one.id] = value
    return said, faults


def read_field(one: Field, raw: str | Sequence[str]) -> Said | None:
    """The value typed for a field; None when an optional one is empty. Raises FieldFault."""
    several = one.kind in SEVERAL
    texts = _typed(one, raw)
    if not texts:
        if one.required:
            raise FieldFault(_MISSING.get(one.kind, "Fyll i {}.").format(f"”{one.label}”"))
        return [] if several else None
    if any("\0" in text for text in texts):
        raise FieldFault("Texten innehåller tecken som inte kan sparas. Skriv om den.")
    if several:
        read = _read_row if one.kind is Kind.ROWS else _read_one
        return list(dict.fromkeys(read(one, text) for text in texts))
    text = texts[-1]
    match one.kind:
        case Kind.MOMENT:
            return read_moment(text).astimezone(UTC).isoformat()
        case Kind.DAY:
            return _read_day(text).isoformat()
        case Kind.NUMBER | Kind.EVENT:
            if not (text.isascii() and text.isdecimal()) or len(text) > 6:
                raise FieldFault(f"”{text[:20]}” är inget heltal. Skriv ett tal med siffror, till exempel 3.")
            return int(text)
        case Kind.TELEPHONE:
            return _read_telephone(one, text)
        case _:
            return _read_one(one, text)


SHORTEST_NUMBER: Final = 3
"""Digits in the shortest number that somebody answers: 112."""


def _read_telephone(one: Field, text: str) -> str:
    if sum(sign.isdecimal() for sign in text) < SHORTEST_NUMBER:
        raise FieldFault(f"Telefonnumret saknas under ”{one.label}”. Skriv vem som svarar och numret.")
    return _read_one(one, text)


SEVERAL: Final = frozenset({Kind.CHOICES, Kind.UNITS, Kind.ROWS})
"""The kinds whose values are lists."""


def _typed(one: Field, raw: str | Sequence[str]) -> list[str]:
    typed = [raw] if isinstance(raw, str) else list(raw)
    if one.kind is Kind.ROWS:
        typed = [line for text in typed for line in text.splitlines()]
    return [text.strip() for text in typed if text.strip()]


_MISSING: Mapping[Kind, str] = {
    Kind.CHOICE: "Välj {}.",
    Kind.CHOICES: "Välj minst ett alternativ under {}.",
    Kind.UNIT: "Välj enhet under {}.",
    Kind.UNITS: "Välj minst en enhet under {}.",
    Kind.MOMENT: "Ange dag och klockslag för {}.",
    Kind.DAY: "Ange dag för {}.",
}


def _read_one(one: Field, text: str) -> str:
    if one.choices and text not in one.choices:
        raise FieldFault(f"Välj ett av alternativen under ”{one.label}”.")
    longest = LONGEST if one.kind is Kind.LONG_TEXT else 200
    if len(text) > longest:
        raise FieldFault(f"Texten är {len(text)} tecken lång, och högst {longest} får plats. Korta den.")
    return text


def _read_row(_one: Field, text: str) -> str:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 3 or not all(parts) or len(text) > 400:
        raise FieldFault(
            f"”{text[:60]}” är ingen avtalsrad. Skriv avtal | svar | rad, till exempel "
            "halland/hemsjukvard | primarvardsniva | kommunernas exempel."
        )
    return str(AgreementRow(*parts))


SHORTEST_NAME: Final = 3
"""Letters in a name that is looked for in a text: shorter ones are words of their own too often."""
LONG_NUMBER: Final = re.compile(r"\d[\d -]{4,}\d")
"""Six digits or more, as dates of birth, identity numbers and telephone numbers have."""


def telling(text: str, names: Iterable[str]) -> str:
    """The first thing in a text that tells who it is about: one of these names as a word, or a long number. Empty without."""
    number = LONG_NUMBER.search(text)
    if number is not None:
        return number[0]
    known = (name for name in names if len(name) >= SHORTEST_NAME)
    return next((name for name in known if re.search(rf"\b{re.escape(name)}(s\b|\b)", text, re.IGNORECASE)), "")


def read_moment(text: str) -> datetime:
    """A moment as a browser or a person writes it, in Swedish time unless it says otherwise. Raises FieldFault.

    An hour that occurs twice when summer time ends is taken as the first: what counts from it is then due no later.
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "T"))
    except ValueError:
        raise FieldFault(f"”{text[:30]}” är ingen tidpunkt. Skriv till exempel 2026-05-03 12:40.") from None
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=SWEDEN)
        if local.astimezone(UTC).astimezone(SWEDEN).replace(tzinfo=None) != moment:
            raise FieldFault(
                f"Klockan {moment:%H.%M} fanns inte {moment:%Y-%m-%d}: klockan ställdes fram till sommartid. "
                "Ange en annan tid."
            )
        moment = local
    if not date(1900, 1, 1) <= moment.date() <= date(2200, 1, 1):
        raise FieldFault(f"Årtalet {moment.year} kan inte stämma. Kontrollera datumet.")
    return moment


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FieldFault(f"”{text[:30]}” är inget datum. Skriv till exempel 2026-05-03.") from None
    if not date(1900, 1, 1) <= day <= date(2200, 1, 1):
        raise FieldFault(f"Årtalet {day.year} kan inte stämma. Kontrollera datumet.")
    return day


def moment_of(said: Said) -> datetime:
    """The moment that an event keeps as text."""
    return datetime.fromisoformat(str(said))
