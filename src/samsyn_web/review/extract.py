"""The person's own log extract (PDL 8:5, SVOD 4:5): who has had access to their data, when, and what was done, as a PDF.

The law asks for the unit and the time. The name of staff is left out: the role and the unit tell the patient what they need
to ask about an access, and a name is given on request, when the provider has looked at it. (Our choice: the unit and the
time are what the rule names. A reviewer who prints names gives out more than is asked for.)
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn_web.swedish import clock_time, day_name, exact_time, personal_number
from samsyn_web.trail.models import Entry, What

TEMPLATE: Final = Path(__file__).parent / "templates" / "review" / "loggutdrag.typ"

SAID: Final[dict[str, str]] = {
    What.READ: "Läste uppgifter om dig",
    What.LISTED: "Såg ditt namn i en lista över enhetens patienter",
    What.SEARCHED: "Sökte, och fick upp dig i svaret",
    What.ACTED: "Skrev eller ändrade i ditt fall",
    What.REFUSED: "Försökte öppna dina uppgifter och nekades",
    What.EXPORTED: "Tog ut uppgifter om dig, till exempel det här utdraget",
    What.BROKE_GLASS: "Öppnade dina uppgifter i en nödsituation",
    What.CHANGED: "Ändrade något som gäller dig, till exempel samtycke eller spärr",
}
"""What was done, as one says it to the person. Kinds that touch nobody's data are not here."""

TOGETHER: Final = timedelta(hours=1)
"""Rows of the same kind by the same role at the same unit within this time are told as one, with how many they were."""


@dataclass(frozen=True)
class Row:
    """One line of the extract."""

    at: datetime
    unit: str
    role: str
    said: str
    times: int


def rows(person: UUID) -> Sequence[Row]:
    """All access to a person's data, oldest first."""
    entries = (
        Entry.objects.filter(touched__person=person, what__in=SAID)
        .select_related("unit__party")
        .order_by("at", "id")
        .iterator(chunk_size=2000)
    )
    return list(_joined(entries))


def _joined(entries: Iterator[Entry]) -> Iterator[Row]:
    """Rows, with those that repeat each other within an hour told as one: all that differ are kept."""
    last: Row | None = None
    for entry in entries:
        unit = f"{entry.unit.name}, {entry.unit.party.name}" if entry.unit else "Systemdrift"
        role = ROLE_NAMES[Role(entry.role)] if entry.role in set(Role) else "–"
        said = SAID[entry.what]
        if last and (last.unit, last.role, last.said) == (unit, role, said) and entry.at - last.at < TOGETHER:
            last = Row(last.at, unit, role, said, last.times + 1)
            continue
        if last:
            yield last
        last = Row(entry.at, unit, role, said, 1)
    if last:
        yield last


def as_pdf(name: str, number: str, found: Sequence[Row], provider: str, now: datetime) -> bytes:
    """The extract as PDF/UA-1: tagged, in Swedish, with its fonts."""
    import typst

    told = {
        "name": name,
        "number": personal_number(number) if number else "saknas",
        "provider": provider,
        "made": exact_time(now),
        "rows": [
            {
                "day": day_name(row.at.astimezone(STOCKHOLM).date()),
                "time": clock_time(row.at),
                "unit": row.unit,
                "role": row.role,
                "said": row.said if row.times == 1 else f"{row.said} ({row.times} gånger inom en timme)",
            }
            for row in found
        ],
    }
    made = typst.compile(str(TEMPLATE), sys_inputs={"told": json.dumps(told)}, pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made
