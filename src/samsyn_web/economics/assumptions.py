"""What has been given for the parameters, and what holds on a day? And how a controller gives a value: one row more, on the trail.

    given = on_day(day)                                     one query
    given.amount("vardygn-belopp", "2024")                  Amount, or MissingParameter: a MoneyError that says what to give
    given.choice("besok-listning"), .reach("opi", "2025"), .number(…), .months("ram-manader")
    given.source("besok-listning")                          the source in words, as a derivation tells it
    given.prices("besok-belopp")                            dated prices for a tariff; none given: empty
    given.get("opi", "2025")                                the row as `Held`, or None

Every value carries its source. A value holds from its day until a later day has another; of two rows for one day the
one given last holds. A row without value ends the one before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from samsyn.money.amount import Amount, MoneyError
from samsyn.money.tariff import Price, whole_year
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.visit import Visit
from samsyn_web.economics.known_parameters import (
    PARAMETERS,
    Kind,
    Known,
    Months,
    Qualifier,
    Reach,
    Value,
    canonical,
    in_words,
    read_value,
)
from samsyn_web.economics.models import Parameter
from samsyn_web.trail.models import What

V = TypeVar("V", Amount, Reach, Months, Fraction, str)


class MissingParameter(MoneyError):
    """Nobody has given a value that a figure needs; nothing is computed. `known` and `qualifier` say which."""

    def __init__(self, known: Known, qualifier: str, day: date) -> None:
        about = f" för {qualifier}" if qualifier else ""
        super().__init__(
            f"”{known.name}”{about} är inte angivet för {day}, och inget räknas utan det. {known.unsourced} "
            "En controller anger det med källa under Ekonomi, Antaganden."
        )
        self.known = known
        self.qualifier = qualifier


@dataclass(frozen=True)
class Held:
    """A row as it was given. `value` is None when what was given before holds no longer."""

    known: Known
    qualifier: str
    value: Value | None
    since: date
    source: str
    at: datetime
    by: str
    unit: str

    @property
    def told(self) -> str:
        """The source as a derivation tells it."""
        about = f" {self.qualifier}" if self.qualifier else ""
        return f"antagandet ”{self.known.name}{about}”, gäller från {self.since}: {self.source}"

    @property
    def written(self) -> str:
        """The value in words."""
        return "inget värde" if self.value is None else in_words(self.known, self.value)


@dataclass(frozen=True)
class Given:
    """All that has been given, as it holds on `day`."""

    rows: Mapping[tuple[str, str], Sequence[Held]]
    day: date

    def get(self, key: str, qualifier: str = "") -> Held | None:
        """What holds on the day; None when nothing does."""
        found = _holding(self.rows.get((_known(key).key, qualifier), ()), self.day)
        return None if found is None or found.value is None else found

    def history(self, key: str) -> list[Held]:
        """All rows of a parameter, the latest given first."""
        rows = [each for (name, _), held in self.rows.items() if name == key for each in held]
        return sorted(rows, key=lambda each: each.at, reverse=True)

    def qualifiers(self, key: str) -> list[str]:
        """For what a parameter has a value on the day, in order."""
        return sorted(qualifier for name, qualifier in self.rows if name == key and self.get(key, qualifier))

    @property
    def missing(self) -> list[Known]:
        """The parameters that have no value at all on the day."""
        return [each for each in PARAMETERS.values() if not self.qualifiers(each.key)]

    def amount(self, key: str, qualifier: str = "") -> Amount:
        """Raises MissingParameter."""
        return self._needed(key, qualifier, Amount)

    def reach(self, key: str, qualifier: str = "") -> Reach:
        """Raises MissingParameter."""
        return self._needed(key, qualifier, Reach)

    def months(self, key: str) -> Months:
        """Raises MissingParameter."""
        return self._needed(key, "", Months)

    def number(self, key: str, qualifier: str = "") -> Fraction:
        """Raises MissingParameter."""
        return self._needed(key, qualifier, Fraction)

    def choice(self, key: str) -> str:
        """Raises MissingParameter."""
        return self._needed(key, "", str)

    def source(self, key: str, qualifier: str = "") -> str:
        """The source of what holds, in words. Raises MissingParameter."""
        return self._held(key, qualifier).told

    def prices(self, key: str) -> tuple[Price, ...]:
        """The dated amounts of a parameter, each until another day has another; by whole years where it is given for years."""
        known = _known(key)
        assert known.kind is Kind.AMOUNT, key
        if known.qualifier is Qualifier.YEAR:
            held = [(year, self.get(key, year)) for year in self.qualifiers(key)]
            return tuple(
                whole_year(int(year), row.value, row.told)
                for year, row in held
                if row is not None and isinstance(row.value, Amount)
            )
        return tuple(_prices(self.rows.get((key, ""), ())))

    def _held(self, key: str, qualifier: str) -> Held:
        found = self.get(key, qualifier)
        if found is None:
            raise MissingParameter(_known(key), qualifier, self.day)
        return found

    def _needed(self, key: str, qualifier: str, kind: type[V]) -> V:
        value = self._held(key, qualifier).value
        assert isinstance(value, kind), f"{key} is no {kind.__name__}"
        return value


def on_day(day: date) -> Given:
    """What has been given, as it holds on a day: one query."""
    rows: dict[tuple[str, str], list[Held]] = {}
    for row in Parameter.objects.select_related("by", "unit"):
        if row.name in PARAMETERS:
            rows.setdefault((row.name, row.qualifier), []).append(_read(row))
    return Given(rows, day)


def _read(row: Parameter) -> Held:
    known = PARAMETERS[row.name]
    value = read_value(known, row.value) if row.value else None
    return Held(known, row.qualifier, value, row.since, row.source, row.at, row.by.name, row.unit.name)


def _known(key: str) -> Known:
    return PARAMETERS[key]


def _holding(rows: Iterable[Held], day: date) -> Held | None:
    """The row of the latest day that is not after `day`; of two for one day the one given last. `rows` in order of giving."""
    found: Held | None = None
    for row in rows:
        if row.since <= day and (found is None or row.since >= found.since):
            found = row
    return found


def _prices(rows: Sequence[Held]) -> Iterable[Price]:
    days = sorted({row.since for row in rows})
    for place, day in enumerate(days):
        row = _holding(rows, day)
        until = days[place + 1] - timedelta(days=1) if place + 1 < len(days) else None
        if row is not None and isinstance(row.value, Amount):
            yield Price(row.value, day, until, row.told)


# ---- giving


@dataclass(frozen=True)
class Said:
    """What a controller gives: `value` None ends what held. `key` is made with the form, so that sending it twice gives it once."""

    known: Known
    qualifier: str
    value: Value | None
    since: date
    source: str
    key: UUID


AGAIN: Final = "Formuläret är redan använt av någon annan. Öppna det på nytt."


def give(visit: Visit, said: Said) -> Parameter:
    """Add a row, with its entry on the trail, whole or not at all. The same form again gives the row it gave.

    Raises Faulty for a form that somebody else has used, or that says nothing new.
    """
    try:
        with transaction.atomic():
            earlier = Parameter.objects.filter(key=said.key).first()
            return _again(visit, earlier) if earlier is not None else _add(visit, said)
    except IntegrityError:
        earlier = Parameter.objects.filter(key=said.key).first()
        if earlier is None:
            raise
        return _again(visit, earlier)


def _add(visit: Visit, said: Said) -> Parameter:
    text = "" if said.value is None else canonical(said.value)
    about = f" {said.qualifier}" if said.qualifier else ""
    row = Parameter.objects.create(
        at=visit.now,
        by=visit.worker.account,
        unit=visit.worker.unit,
        key=said.key,
        name=said.known.key,
        qualifier=said.qualifier,
        value=text,
        since=said.since,
        source=said.source,
    )
    visit.tracks.touch(
        What.CHANGED, why=f"Antagandet ”{said.known.name}{about}” från {said.since}: {text or 'inget värde'}."
    )
    visit.write()
    return row


def _again(visit: Visit, row: Parameter) -> Parameter:
    if row.by_id != visit.worker.account.pk:
        raise Faulty({"": AGAIN})
    return row
