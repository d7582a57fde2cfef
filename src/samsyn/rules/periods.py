"""When a version applies: from a day, from some day of a year, or from no one knows when."""

import re
from dataclasses import dataclass
from datetime import date

from samsyn.documents.problems import Problem
from samsyn.documents.tables import TextCell

UNKNOWN_DATE = "okänt-datum"


@dataclass(frozen=True, slots=True)
class DayRange:
    """A day that is known to lie between two days; the same day twice when it is known."""

    earliest: date
    latest: date
    text: str

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True)
class Period:
    """From (None: unknown) till (None: no end said), and till when prolongation is assumed (None: not)."""

    start: DayRange | None
    end: DayRange | None
    assumed_until: date | None = None

    def __str__(self) -> str:
        if self.start is None:
            return "okänt från när"
        said = f"{self.start.text} – {self.end.text if self.end else ''}".strip()
        if not self.start.exact:
            said += " (dag okänd)"
        return said + (f", antas förlängd till {self.assumed_until.isoformat()}" if self.assumed_until else "")


def read_day(text: str) -> DayRange | None:
    """A day `2021-04-01`, or some day of a year `2002`, from 1900 on."""
    text = text.strip()
    if not re.fullmatch(r"(?:19|20|21)\d{2}(?:-\d{2}-\d{2})?", text, re.ASCII):
        return None
    if len(text) == len("2002"):
        return DayRange(date(int(text), 1, 1), date(int(text), 12, 31), text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return DayRange(day, day, text)


def read_period(text: str) -> Period | None:
    """The head's `gäller`: "2021-04-01 – 2028-12-31", "2021-04-01 –", "2002 – 2008" or "okänt"; None when it is none of them."""
    text = text.strip()
    if text == "okänt":
        return Period(None, None)
    pieces = re.split(r"\s*[–—]\s*|\s+-\s*", text, maxsplit=1)
    if len(pieces) != 2:
        return None
    start = read_day(pieces[0])
    end = read_day(pieces[1]) if pieces[1] else None
    if start is None or (pieces[1] and end is None) or (end and end.latest < start.earliest):
        return None
    return Period(start, end)


def period_meant(text: str) -> tuple[str, str]:
    """What is wrong with a `gäller` that is no period, and what to try."""
    for word in re.findall(r"\d{4}-\d{2}-\d{2}", text):
        if read_day(word) is None:
            return f"dagen {word} finns inte i kalendern", "rätta dagen"
    days = [read_day(word) for word in re.findall(r"\d{4}-\d{2}-\d{2}|\b\d{4}\b", text)]
    known = [day for day in days if day is not None]
    if len(known) == 2 and known[1].latest < known[0].earliest:
        return f"”{text}” slutar innan det börjar", f"skriv {known[1].text} – {known[0].text}"
    forms = "2021-04-01 – 2028-12-31, ”2021-04-01 –” utan slut, 2002 – 2008 när dagen är okänd, eller okänt"
    if len(known) == 2:
        return f"”{text}” går inte att läsa som två dagar", f"skriv {known[0].text} – {known[1].text}"
    if len(known) == 1 and len(text) <= len(known[0].text) + len("från "):
        return f"”{text}” säger inte om det är början eller slutet", f"skriv ”{known[0].text} –” om inget slut är sagt"
    return f"”{text}” säger inte när avtalet gäller", f"skriv {forms}"


def is_since(text: str) -> bool:
    """Whether a `Sedan` cell has a day, a year or `okänt`."""
    return text == "okänt" or read_day(text) is not None


def wrong_since(cell: TextCell) -> Problem:
    """A `Sedan` that is no day, no year and not `okänt`."""
    return Problem(
        cell.place,
        "oläsligt-sedan",
        f"”{cell.text}” säger inte sedan när luckan är känd",
        "Luckan går då inte att följa över tid.",
        "skriv ett datum som 2023-08-30, ett årtal eller okänt",
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a version applies on a day: `ja`, `antas` (prolongation assumed), `osäkert` (a day is unknown) or `nej`."""

    word: str
    why: str


def applies(period: Period, following: Period | None, day: date) -> Verdict:
    """Judge one version; `following` is the period of the version that comes after it, if any."""
    if period.start is None:
        return Verdict("osäkert", "ingen källa säger från när den gäller")
    if day < period.start.earliest:
        return Verdict("nej", f"den börjar gälla {period.start.text}")
    if following is not None and following.start is not None and day >= following.start.earliest:
        if day > following.start.latest or following.start.exact:
            return Verdict("nej", f"en ny version gäller från {following.start.text}")
        return Verdict("osäkert", f"en ny version börjar gälla någon dag {following.start.text}")
    if day < period.start.latest:
        return Verdict("osäkert", f"den börjar gälla någon dag {period.start.text}")
    if period.end is not None and day > period.end.latest:
        if period.assumed_until is not None and day <= period.assumed_until:
            return Verdict(
                "antas",
                f"den löpte ut {period.end.text} och antas förlängd till {period.assumed_until.isoformat()}",
            )
        return Verdict("nej", f"den gällde till {period.end.text}")
    return Verdict("ja", f"den gäller {period}")
