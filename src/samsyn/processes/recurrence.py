"""When is a duty that comes back due, was it done, and which times were missed?

How often stands in the agreement (`Hur ofta` in a row of `Åtagande`). What it leaves open is settled by the choices below, each told
wherever it matters.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import SILENT

COUNTED: Final = (
    "Hur ”per år” räknas säger texten inte. Här räknas kalenderår, och bara år som åtagandet gäller hela (vårt val)."
)
HOW_SOON: Final = "Hur snart det ska göras säger texten inte."
NEVER_SOONER: Final = date(1900, 1, 1)
_TIMES: Final = re.compile(r"(?:minst )?(\d+) (?:gång|gånger) per (dag|vecka|månad|år)")


class Often(StrEnum):
    """The ways in which a duty comes back."""

    ALWAYS = "löpande"
    WHEN_NEEDED = "vid behov"
    EACH_TIME = "vid"
    PERIODIC = "per"
    SILENT = "tyst"


@dataclass(frozen=True)
class Recurrence:
    """How often: `times` in each `period` (dag, vecka, månad, år), or each time an `event` happens."""

    often: Often
    times: int = 0
    period: str = ""
    event: str = ""


def read_recurrence(text: str) -> Recurrence:
    """What a cell of `Hur ofta` says. Raises ValueError for what no agreement can say."""
    if text in {Often.ALWAYS, Often.WHEN_NEEDED}:
        return Recurrence(Often(text))
    if text == SILENT:
        return Recurrence(Often.SILENT)
    found = _TIMES.fullmatch(text)
    if found:
        return Recurrence(Often.PERIODIC, int(found[1]), found[2])
    if text.startswith("vid "):
        return Recurrence(Often.EACH_TIME, event=text.removeprefix("vid "))
    raise ValueError(text)


@dataclass(frozen=True)
class Proof:
    """That a duty was met: when, by which unit, and the event that says so (0 where that is in another case or no event)."""

    at: datetime
    unit: str
    version: int = 0

    @property
    def day(self) -> date:
        """The day in Sweden."""
        return self.at.astimezone(STOCKHOLM).date()


@dataclass(frozen=True)
class Record:
    """What has been recorded of one duty, by the name of its row: all that its standing in any year is computed from.

    It holds from `since` until (not including) `until`. `applies` is ja, nej, okänt or tyst: whether the agreement lays it on anybody here.
    `asked` are the moments that made it due, `waived` those when somebody said that such a time asked for nothing. `stands`: what was
    shown once goes on holding. `is_recorded` is no where nothing is recorded of it at all.
    """

    row: str
    often: str
    since: date
    until: date | None = None
    applies: str = "ja"
    proofs: tuple[Proof, ...] = ()
    asked: tuple[datetime, ...] = ()
    waived: tuple[datetime, ...] = ()
    stands: bool = False
    is_recorded: bool = True

    @property
    def recurrence(self) -> Recurrence:
        """How often, as the text says it."""
        return read_recurrence(self.often)

    @property
    def holds_always(self) -> bool:
        """Whether what was shown once goes on holding."""
        return self.stands or self.recurrence.often is Often.ALWAYS


class Standing(StrEnum):
    """How a duty stands in a year."""

    MET = "uppfyllt"
    DUE = "ska göras"
    MISSED = "missat"
    UNPROVEN = "löpande, utan bevis"
    NO_OCCASION = "inget tillfälle"
    NOT_OWED = "räknas inte i år"
    NOT_COVERED = "omfattas inte"
    UNSETTLED = "oklart om det omfattas"
    SILENT = "tyst"


@dataclass(frozen=True)
class Status:
    """A duty in a year: how it stands, what shows it, by when it is to be done, and which times were missed."""

    standing: Standing
    proofs: tuple[Proof, ...] = ()
    due: date | None = None
    """The last day, where it is to be done."""
    missed: tuple[date, ...] = ()
    """The last days of the periods, or the days of the occasions, that passed without it."""
    waiting: tuple[date, ...] = field(default=())
    """The days of the occasions that still wait for it."""


def status(record: Record, year: int, today: date) -> Status:
    """How a duty stands in a year, as seen on a day. Nothing that lies after that day counts."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    proofs = tuple(one for one in record.proofs if one.day <= last)
    in_year = tuple(one for one in proofs if one.day >= first)
    if record.since > last or (record.until is not None and record.until <= first):
        return Status(Standing.NOT_OWED, in_year)
    if record.applies == "nej":
        return Status(Standing.NOT_COVERED, in_year)
    if record.applies != "ja":
        return Status(Standing.UNSETTLED, in_year)
    often = record.recurrence.often
    if not record.is_recorded or often is Often.SILENT:
        return Status(Standing.SILENT, in_year)
    if record.holds_always:
        return Status(Standing.MET if proofs else Standing.UNPROVEN, proofs[-1:])
    if often is Often.PERIODIC:
        return _periodic(record, first, last, in_year, today)
    return _each_time(record, first, last, in_year, today)


def _periodic(record: Record, first: date, last: date, proofs: tuple[Proof, ...], today: date) -> Status:
    wanted = record.recurrence
    missed, due, met = [], None, 0
    for begins, ends in periods(wanted.period, first, date(first.year, 12, 31)):
        if begins < record.since or (record.until is not None and ends >= record.until) or begins > last:
            continue
        if sum(begins <= one.day <= ends for one in proofs) >= wanted.times:
            met += 1
        elif ends < today:
            missed.append(ends)
        else:
            due = due or ends
    if missed:
        return Status(Standing.MISSED, proofs, due, tuple(missed))
    if due is not None:
        return Status(Standing.DUE, proofs, due)
    return Status(Standing.MET if met or proofs else Standing.NOT_OWED, proofs)


def _each_time(record: Record, first: date, last: date, proofs: tuple[Proof, ...], today: date) -> Status:
    """Each occasion of the year is met by what was done after it, in whatever year; one that never was is missed when the year is over."""
    done = [*(one.at for one in record.proofs), *record.waived]
    done = [one for one in done if _day(one) <= today]
    asked = [one for one in record.asked if first <= _day(one) <= last]
    open_ = tuple(_day(one) for one in asked if not any(at >= one for at in done))
    if open_ and first.year < today.year:
        return Status(Standing.MISSED, proofs, None, open_)
    if open_:
        return Status(Standing.DUE, proofs, None, (), open_)
    return Status(Standing.MET if proofs or asked else Standing.NO_OCCASION, proofs)


def waits(record: Record) -> bool:
    """Whether something that happened still waits for the duty, whenever that was."""
    if (
        record.applies != "ja"
        or record.holds_always
        or record.recurrence.often
        not in {
            Often.EACH_TIME,
            Often.WHEN_NEEDED,
        }
    ):
        return False
    done = [*(one.at for one in record.proofs), *record.waived]
    return any(not any(at >= one for at in done) for one in record.asked)


def last_day(record: Record) -> date | None:
    """The last day of the first period, after what was done last, that still lacks it; None for what has no periods.

    It says nothing of what day it is: until something new is done, what was missed stays due.
    """
    wanted = record.recurrence
    if wanted.often is not Often.PERIODIC or record.applies != "ja" or not record.is_recorded:
        return None
    proofs = [one.day for one in record.proofs]
    day = max([record.since, *proofs])
    for begins, ends in periods(wanted.period, day, date(day.year + 3, 12, 31)):
        if record.until is not None and ends >= record.until:
            return None
        if begins >= record.since and sum(begins <= one <= ends for one in proofs) < wanted.times:
            return ends
    return None


def periods(period: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days, weeks, months or years, each by its first and last day, from the one a day lies in to the one another does."""
    begins = _begins(period, first)
    while begins <= last:
        ends = _ends(period, begins)
        yield begins, ends
        begins = ends + timedelta(days=1)


def _begins(period: str, day: date) -> date:
    if period == "vecka":
        return day - timedelta(days=day.weekday())
    if period == "månad":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if period == "år" else day


def _ends(period: str, begins: date) -> date:
    if period == "vecka":
        return begins + timedelta(days=6)
    if period == "månad":
        return begins.replace(day=monthrange(begins.year, begins.month)[1])
    return begins.replace(month=12, day=31) if period == "år" else begins


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def in_order(proofs: Sequence[Proof]) -> tuple[Proof, ...]:
    """Proofs as they were given, the first first."""
    return tuple(sorted(proofs, key=lambda one: (one.at, one.version)))
