"""How the duties of an agreement stand in a year, as pages tell it: each with its source, who has it, what shows it and by when.

What the text leaves open is told as open, and what is our choice as ours.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import as_list
from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn.processes.recurrence import COUNTED, HOW_SOON, Often, Proof, Record, Standing, Status, status
from samsyn.processes.undertakings import Undertaking
from samsyn_web.access.reading import OpenCase
from samsyn_web.casework.case_page import Names
from samsyn_web.directory.models import PublishedPlaces
from samsyn_web.journal.models import Event
from samsyn_web.journal.texts import texts
from samsyn_web.swedish import in_sweden

BADGES: Final[Mapping[Standing, str]] = {
    Standing.MET: "done",
    Standing.DUE: "due",
    Standing.MISSED: "overdue",
    Standing.UNPROVEN: "due",
    Standing.NO_OCCASION: "neutral",
    Standing.NOT_OWED: "neutral",
    Standing.NOT_COVERED: "neutral",
    Standing.UNSETTLED: "info",
    Standing.SILENT: "silent",
}
"""The badge of each standing; the word beside it says the same."""
OPEN: Final = (Standing.MISSED, Standing.DUE, Standing.UNPROVEN)
"""The standings in which something remains to be done, the gravest first."""
NOT_SAID: Final = "Texten säger inte hur ofta."
UNPROVEN: Final = "Gäller hela tiden. Inget är registrerat."


@dataclass(frozen=True)
class Year:
    """A year looked at, on a day."""

    year: int
    today: date


def of_case(opened: OpenCase, names: Names, now: datetime) -> dict[str, Any] | None:
    """The duties that a case keeps this year, for its page; None for cases that keep none."""
    duties = opened.seen.undertakings
    if not duties:
        return None
    year = Year(in_sweden(now).year, in_sweden(now).date())
    return {
        "rows": in_year(duties, year, told_by(opened, names)),
        "missed": missed_before(duties, year),
        "year": year.year,
        "text": duties[0].agreement.text.title,
        "is_proposal": duties[0].agreement.text.status == "förslag",
        "counted": COUNTED,
    }


def in_year(duties: Sequence[Undertaking], year: Year, who: Callable[[Proof], str]) -> list[dict[str, Any]]:
    """Duties as a table of a year has them, what remains first."""
    rows = [_row(one, status(one.record, year.year, year.today), who) for one in duties]
    order = {standing: place for place, standing in enumerate((*OPEN, Standing.MET))}
    return sorted(rows, key=lambda row: order.get(row["standing"], len(order)))


def _row(one: Undertaking, found: Status, who: Callable[[Proof], str]) -> dict[str, Any]:
    columns = one.provision.columns
    party = texts().library.vocabulary.parties.get(one.owner)
    return {
        "name": one.provision.name,
        "what": columns["För"],
        "owner": party.phrase if party else one.owner,
        "often": columns["Hur ofta"] if one.record.recurrence.often is not Often.SILENT else "",
        "wanted_proof": "" if "Bevis" in one.provision.silent_about else columns["Bevis"],
        "sources": [{"title": title, "place": place, "kind": kind} for title, place, kind in one.sources],
        "standing": found.standing,
        "badge": BADGES[found.standing],
        "word": found.standing.value,
        "said": _said(one, found),
        "proofs": [{"at": proof.at, "who": who(proof)} for proof in reversed(found.proofs)],
        "due": found.due,
        "is_ours": bool(one.kept.by) and "Bevis" in one.provision.silent_about,
    }


SAID: Final[Mapping[Standing, str]] = {
    Standing.UNPROVEN: UNPROVEN,
    Standing.NO_OCCASION: "Inget behov är registrerat under året.",
    Standing.NOT_OWED: "Gäller inte hela året, och räknas därför inte.",
    Standing.NOT_COVERED: "Vårdcentralens uppdrag omfattar inte den boende som individ.",
    Standing.UNSETTLED: "Med det som är känt går det inte att säga om den boende omfattas.",
}
"""What is said of the standings that need no day."""


def _said(one: Undertaking, found: Status) -> str:
    match found.standing:
        case Standing.DUE if found.due is not None:
            return f"Ska göras senast {found.due.isoformat()}."
        case Standing.DUE:
            return f"Väntar sedan {_days(found.waiting)}. {HOW_SOON}"
        case Standing.MISSED if one.record.recurrence.often is Often.PERIODIC:
            return f"Inget är registrerat till och med {_days(found.missed)}."
        case Standing.MISSED:
            return f"Det som hände {_days(found.missed)} följdes inte av något."
        case Standing.SILENT:
            return one.kept.why or NOT_SAID
        case _:
            return SAID.get(found.standing, "")


def _days(days: Iterable[date]) -> str:
    return as_list([day.isoformat() for day in days])


def missed_before(duties: Sequence[Undertaking], year: Year) -> list[dict[str, Any]]:
    """What was missed in the years before, the latest first: it stays told."""
    first = min((one.record.since.year for one in duties), default=year.year)
    return [
        {"year": before, "name": one.provision.name, "said": _said(one, found)}
        for before in range(year.year - 1, first - 1, -1)
        for one in duties
        if (found := status(one.record, before, year.today)).standing is Standing.MISSED
    ]


def told_by(
    opened: OpenCase, names: Names, published: Mapping[date, PublishedPlaces] | None = None
) -> Callable[[Proof], str]:
    """Who showed that a duty was met: the one who recorded it, where that may be seen, or their unit."""
    rows: dict[int, Event] = {row.version: row for row in opened.rows if row.version not in opened.hidden}

    def who(proof: Proof) -> str:
        row = rows.get(proof.version)
        if row is not None:
            return f"{row.by.name}, {ROLE_NAMES[Role(row.role)]}, {row.unit.name}"
        places = (published or {}).get(proof.day)
        if places is not None:
            by = f", {places.published_by.name}" if places.published_by else ""
            return f"{places.places} platser, {places.source}{by}"
        return names.of(proof.unit)

    return who


def with_places(duties: Sequence[Undertaking], rows: Sequence[PublishedPlaces]) -> list[Undertaking]:
    """The same duties, that of publishing the places with what has been published: each number counts from its day."""
    proofs = published_proofs(rows)
    return [replace(one, record=replace(one.record, proofs=proofs)) if one.kept.published else one for one in duties]


def published_proofs(rows: Iterable[PublishedPlaces]) -> tuple[Proof, ...]:
    """What has been published, as what shows that it was."""
    moments = sorted({datetime.combine(row.valid_from, time(12), STOCKHOLM) for row in rows})
    return tuple(Proof(at, "") for at in moments)


@dataclass(frozen=True)
class Counted:
    """How many residents a duty stands how for, in a year."""

    row: str
    often: str
    standings: Mapping[Standing, int]

    @property
    def owed(self) -> int:
        """For how many there was something to do."""
        return sum(self.standings.get(one, 0) for one in (*OPEN, Standing.MET))

    @property
    def met(self) -> int:
        """For whom it is met."""
        return self.standings.get(Standing.MET, 0)

    @property
    def lacking(self) -> int:
        """For whom it remains, or was missed."""
        return sum(self.standings.get(one, 0) for one in OPEN)

    @property
    def due(self) -> int:
        """For whom it is to be done."""
        return self.standings.get(Standing.DUE, 0)

    @property
    def missed(self) -> int:
        """For whom it was missed."""
        return self.standings.get(Standing.MISSED, 0)

    @property
    def unproven(self) -> int:
        """For whom it is to be so all the time, and nothing says that it is."""
        return self.standings.get(Standing.UNPROVEN, 0)

    @property
    def not_covered(self) -> int:
        """Whom the agreement does not cover, or does not say whether it covers."""
        return self.standings.get(Standing.NOT_COVERED, 0) + self.standings.get(Standing.UNSETTLED, 0)


def counted(residents: Iterable[Sequence[Record]], year: Year) -> list[Counted]:
    """How the duties to residents stand in a year, duty by duty, of what is recorded for each of them.

    Those of which nothing is recorded are left out.
    """
    found: dict[str, Counter[Standing]] = {}
    often: dict[str, str] = {}
    for records in residents:
        for record in records:
            if not record.is_recorded:
                continue
            often.setdefault(record.row, record.often)
            found.setdefault(record.row, Counter())[status(record, year.year, year.today).standing] += 1
    return [Counted(row, often[row], standings) for row, standings in found.items()]
