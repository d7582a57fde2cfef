"""What the cells of a directory's files can hold besides words: moments, hours and weekdays."""

from datetime import datetime, time
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM

WEEKDAYS: Final = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")


def read_moment(cell: str) -> datetime:
    """A moment in Swedish time. Raises ValueError."""
    try:
        return datetime.fromisoformat(cell).replace(tzinfo=STOCKHOLM)
    except ValueError:
        raise ValueError("Skriv dag och klockslag, till exempel 2026-05-03 17:00.") from None


def read_hour(cell: str) -> time:
    """A time of the day. Raises ValueError."""
    try:
        return time.fromisoformat(cell.replace(".", ":").zfill(5))
    except ValueError:
        raise ValueError(
            "Skriv ett klockslag, till exempel 07:30. Dygnet runt skrivs 00:00 i båda kolumnerna."
        ) from None


def read_weekdays(cell: str) -> str:
    """Weekdays as digits, Monday 0: from `alla`, `mån-fre`, or some with space between. Raises ValueError."""
    if cell.casefold() == "alla":
        return "0123456"
    found: set[int] = set()
    for part in cell.casefold().replace("–", "-").replace(",", " ").split():
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f"Skriv alla, mån-fre, eller dagar med mellanslag emellan ({' '.join(WEEKDAYS)}).")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found |= {day % 7 for day in range(start, (end if end >= start else end + 7) + 1)}
    return "".join(str(day) for day in sorted(found))
