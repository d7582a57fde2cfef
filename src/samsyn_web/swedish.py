"""How does one write this in Swedish?

Times as people say them, telephone numbers in groups, personal identity numbers, lists. Pure functions; the filters of
pages wrap them in `<time>`. Nothing here asks what time it is: the page's `now` is an argument, so that
everything on a page was true at one and the same moment.

Moments are shown in Swedish time. Hours are counted in elapsed time (the night the clocks change has 23 or 25),
days by the calendar.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
FULL_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli"),
    *("augusti", "september", "oktober", "november", "december"),
)

THREE_DIGIT_AREAS = frozenset(
    f"0{area}"
    for area in (
        10,
        11,
        13,
        16,
        18,
        19,
        20,
        21,
        23,
        26,
        31,
        33,
        35,
        36,
        40,
        42,
        44,
        46,
        54,
        60,
        63,
        70,
        72,
        73,
        74,
        76,
        79,
        90,
    )
)
"""Area codes of three digits, mobile and free numbers among them; 08 has two and all others have four.

Source: Post- och telestyrelsen, "Den svenska nummerplanen för telefoni enligt ITU-T rekommendation E.164".
"""

GROUPS = {5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}
"""How the digits after the area code are grouped, by how many they are."""

WITHIN_HOURS = 6
"""What lies this near, but on another day, is still told in hours: at 22.00 one says "om 4 timmar" of 02.00."""


# ---- time as people say it


def in_sweden(moment: datetime) -> datetime:
    """The moment as Swedish clocks show it.

    Raises:
        ValueError: it has no time zone, and could be any of 24 moments.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone.")
    return moment.astimezone(SWEDEN)


def clock_time(moment: datetime) -> str:
    """`14.05`; in the hour that comes twice in October, also which of the two it is."""
    local = in_sweden(moment)
    told = f"{local:%H.%M}"
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset() and _exists(local):
        return f"{told} ({'vintertid' if local.fold else 'sommartid'})"
    return told


def day_name(day: date, today: date | None = None) -> str:
    """`sön 22 nov 2026`; within `today`'s own year without the year."""
    told = f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"
    return told if today is not None and today.year == day.year else f"{told} {day.year}"


def full_day(day: date) -> str:
    """`söndag 22 november 2026`: for who reads it on paper."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {FULL_MONTHS[day.month - 1]} {day.year}"


def exact_time(moment: datetime, now: datetime | None = None) -> str:
    """`sön 22 nov 2026 kl. 14.05`; within `now`'s own year without the year."""
    today = in_sweden(now).date() if now is not None else None
    return f"{day_name(in_sweden(moment).date(), today)} kl. {clock_time(moment)}"


def last_moment(end: datetime) -> datetime:
    """The last minute of what ends at a moment: of a day that ends at midnight it is 23.59, on that day."""
    return end - timedelta(minutes=1) if _is_midnight(end) else end


def latest_time(end: datetime, now: datetime | None = None) -> str:
    """By when at the latest: `sön 22 nov` when a whole day may be used, `sön 22 nov kl. 14.05` otherwise."""
    if not _is_midnight(end):
        return exact_time(end, now)
    today = in_sweden(now).date() if now is not None else None
    return day_name(in_sweden(last_moment(end)).date(), today)


def _is_midnight(moment: datetime) -> bool:
    local = in_sweden(moment)
    return (local.hour, local.minute) == (0, 0)


def relative_time(moment: datetime, now: datetime) -> str:
    """`om 3 timmar`, `i morgon 08.00`, `på torsdag 08.00`, `för 2 dygn sedan`.

    Whole units are rounded towards now: of what is due, one never promises more time than there is.
    """
    elapsed = moment.astimezone(UTC) - now.astimezone(UTC)
    days = (in_sweden(moment).date() - in_sweden(now).date()).days
    if abs(elapsed) < timedelta(minutes=1):
        return "nu"
    is_near = days == 0 or abs(elapsed) < timedelta(hours=WITHIN_HOURS)
    if elapsed > timedelta(0):
        return f"om {_hours(elapsed)}" if is_near else _coming(moment, days)
    return f"för {_hours(-elapsed)} sedan" if is_near else _gone(moment, days, -elapsed)


def how_long(length: timedelta) -> str:
    """A length of time in whole units: `12 minuter`, `1 tim 5 min`, `9 timmar`, `3 dagar`."""
    return _hours(length) if length < timedelta(days=2) else _long(length.days)


def _exists(local: datetime) -> bool:
    """Whether clocks ever showed this: 02.30 does not exist the night they are put forward."""
    return local.astimezone(UTC).astimezone(SWEDEN).replace(tzinfo=None) == local.replace(tzinfo=None)


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _count(minutes, "minut", "minuter")
    if hours < 3 and rest:
        return f"{hours} tim {rest} min"
    return _count(hours, "timme", "timmar")


def _coming(moment: datetime, days: int) -> str:
    if days == 1:
        return f"i morgon {clock_time(moment)}"
    if days == 2:
        return f"i övermorgon {clock_time(moment)}"
    if days < 7:
        return f"på {WEEKDAYS[in_sweden(moment).weekday()]} {clock_time(moment)}"
    return f"om {_long(days)}"


def _gone(moment: datetime, days: int, length: timedelta) -> str:
    if days == -1:
        return f"i går {clock_time(moment)}"
    if length < timedelta(days=2):
        return f"i förrgår {clock_time(moment)}"
    if -days < 15:
        return f"för {length.days} dygn sedan"
    return f"för {_long(-days)} sedan"


def _long(days: int) -> str:
    """Days up to a month (the fourteenth matters), then weeks, months, years."""
    if days <= 30:
        return _count(days, "dag", "dagar")
    if days < 7 * 12:
        return _count(days // 7, "vecka", "veckor")
    if days < 365 * 2:
        return _count(days * 12 // 365, "månad", "månader")
    return _count(days // 365, "år", "år")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


# ---- numbers and lists


def telephone(number: str) -> str:
    """A Swedish number in groups: `035-13 10 00`, `070-123 45 67`, `1177`. What is no such number comes back as it was."""
    dialled = _dialled(number)
    if not dialled.startswith("0"):
        return dialled if dialled.isdigit() else number.strip()
    area = "08" if dialled.startswith("08") else dialled[:3] if dialled[:3] in THREE_DIGIT_AREAS else dialled[:4]
    rest = dialled[len(area) :]
    if len(rest) not in GROUPS:
        return number.strip()
    groups: list[str] = []
    for size in GROUPS[len(rest)]:
        groups.append(rest[:size])
        rest = rest[size:]
    return f"{area}-{' '.join(groups)}"


def telephone_link(number: str) -> str:
    """What comes after `tel:`: international where the number has an area code, short numbers (`112`) as they are.

    Empty when the text holds anything but one number ("ankn. 12", two numbers): a telephone would dial something else.
    """
    dialled = _dialled(number)
    return f"+46{dialled[1:]}" if dialled.startswith("0") else dialled


def _dialled(number: str) -> str:
    """The digits to dial within Sweden, foreign numbers with their `+`; empty for what is not one number."""
    if not re.fullmatch(r"\+?[\d\s()–-]+", number.strip(), re.ASCII):
        return ""
    dialled = re.sub(r"[^\d+]", "", number)
    return re.sub(r"^(\+46|0046)0?", "0", dialled)


def personal_number(number: str) -> str:
    """`19121212-1212` of twelve digits, letters as in a reserve number among them; anything else as it came."""
    bare = re.sub(r"[\s-]", "", number)
    return f"{bare[:8]}-{bare[8:]}" if re.fullmatch(r"\d{8}[0-9A-Za-z]{4}", bare) else number.strip()


def listed(items: Iterable[object], conjunction: str = "och") -> str:
    """`a, b och c`."""
    told = [str(item) for item in items]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {conjunction} {told[-1]}" if told else ""
