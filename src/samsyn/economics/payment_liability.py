"""Which patient days after utskrivningsklar does a municipality pay for by the law, and what do they come to?

Lag (2017:612) chapter 5, as `nationell/utskrivning` has it in tables: what hinders, how many days go first, who pays, and the
amounts of each year. It is the model of those who have agreed on nothing else. Halland has a model of its own that no
source describes, so nothing here is Halland's bill (`NOT_HALLAND` is told with every figure).

Hinders are judged day by day, by what was known that day. That the free days do not begin anew when a hinder ends is
assumed: the law does not say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import runs_out
from samsyn.economics.applying import Answered, Applying, Facts, facts_of
from samsyn.economics.clauses import clauses, formula, noted, published_prices, with_given
from samsyn.economics.derivation import Derivation, Unit, computed, given, summed
from samsyn.facts.values import NO, YES, Value
from samsyn.money.amount import MoneyError
from samsyn.money.tariff import Price, Tariff, price_on, tariff
from samsyn.rules.library import NotFoundError

LAW: Final = "nationell/utskrivning"
CLAUSE: Final = "vårddygn för utskrivningsklar"
DAYS, LIABLE, HINDERS, PAYER = (
    "dagar_till_betalningsansvar",
    "betalningsansvar",
    "hinder_mot_betalningsansvar",
    "betalare",
)
NOON: Final = time(12)
NOT_HALLAND: Final = "visar inte vad Hallands parter ska betala: Halland har en egen modell, som ingen källa beskriver"


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in hospital from utskrivningsklar on; from the later day when the doctor has judged twice. Built by `stay`.

    `home` is the code of the municipality of folkbokföring, `lives_in` of the one the person lives in, `placed_by` of the one
    that decided on the placement (empty: none; None: nobody has said). `ready` is the day the doctor judged, `notice` when the notice was
    sent (None: never), `left` the day of discharge (None: still there). `known` is what is known as facts from each day on.
    """

    id: str
    home: str
    lives_in: str
    placed_by: str | None
    ready: date
    notice: datetime | None
    left: date | None
    known: tuple[tuple[date, Facts], ...]

    @property
    def starts(self) -> date:
        """The Swedish day the notice was sent; that of utskrivningsklar when none was."""
        return self.ready if self.notice is None else self.notice.astimezone(STOCKHOLM).date()

    def facts_on(self, day: date) -> dict[str, Value]:
        """What was known on a day, with what the dates themselves say.

        What is told from the day of discharge on is of life after it, and is left out.
        """
        found: dict[str, Value] = {"utskrivningsklar": YES}
        for place, (since, facts) in enumerate(self.known):
            if since <= day and (place == 0 or self.left is None or since < self.left):
                found |= dict(facts)
        found["underrattelse_om_utskrivningsklar"] = "inte skickad"
        if self.notice is not None and self.notice.astimezone(STOCKHOLM).date() <= day:
            late = self.notice.astimezone(STOCKHOLM).time() > NOON
            found["underrattelse_om_utskrivningsklar"] = (
                "skickad efter klockan 12" if late else "skickad senast klockan 12"
            )
        if self.placed_by is not None:
            found["kommun_som_beslutat_om_placeringen"] = _placed(self, self.placed_by)
        return found


def stay(  # noqa: PLR0913 (a plain record of what the journal has)
    *,
    id: str,  # noqa: A002 (the record's own word)
    home: str,
    ready: date,
    notice: datetime | None,
    left: date | None,
    known: Mapping[date, Mapping[str, Value]],
    municipalities: Mapping[str, str],
    lives_in: str = "",
    placed_by: str | None = "",
) -> Stay:
    """A stay from plain values, as an application has them. `municipalities` has the name of each code that exists.

    `known` gives, from each day on, the facts that the law's tables ask for (`inskrivningsmeddelande_skickat`, `kallelse_till_sip`,
    `oppenvardens_insatser_tillgangliga`, `bor_i` …); later days add to earlier ones. The notice, the placement and that there is no
    agreement of one's own need not be among them. Raises MoneyError for a code that does not exist and days in the wrong order.
    """
    for code in (home, lives_in or home, placed_by or home):
        if code not in municipalities:
            raise MoneyError(f"vårdtillfället {id}: kommunen ”{code}” finns inte. Rätta koden; ingenting är räknat")
    if left is not None and left < ready:
        raise MoneyError(
            f"vårdtillfället {id}: utskrivet {left} men utskrivningsklart först {ready}; ingenting är räknat"
        )
    if notice is not None and notice.tzinfo is None:
        raise MoneyError(f"vårdtillfället {id}: underrättelsens klockslag saknar tidszon; ingenting är räknat")
    if notice is not None and notice.astimezone(STOCKHOLM).date() < ready:
        raise MoneyError(
            f"vårdtillfället {id}: underrättelsen är skickad före {ready}, då bedömningen gjordes; ingenting är räknat"
        )
    dated = tuple((since, facts_of(known[since])) for since in sorted(known))
    return Stay(id, home, lives_in or home, placed_by, ready, notice, left, dated)


@dataclass(frozen=True, slots=True)
class DayRules:
    """What the law leaves open: whether the notice's own day is one of the free days, and whether the day of discharge is paid."""

    counts_notice_day: bool
    counts_discharge_day: bool
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise MoneyError("reglerna för hur dagarna räknas har ingen källa: ange vem som har bestämt dem")

    @property
    def in_words(self) -> str:
        """As a derivation tells it."""
        notice = "räknas" if self.counts_notice_day else "räknas inte"
        discharge = "betalas" if self.counts_discharge_day else "betalas inte"
        return f"underrättelsedagen {notice} bland de fria dagarna, utskrivningsdagen {discharge} (lagen är tyst; {self.source})"


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both ends included, for which a municipality is liable at one price, or is not for a reason.

    Liable days whose amount nobody has published or given have no price; `why` then says so.
    """

    first: date
    last: date
    is_liable: bool
    price: Price | None
    why: str
    grounds: tuple[str, ...]

    def goes_on_as(self, other: "Span") -> bool:
        """Whether another span differs in nothing but its days."""
        if self.is_liable and other.is_liable:
            return self.price == other.price
        return (self.is_liable, self.why) == (other.is_liable, other.why)

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Assessed:
    """One stay by the law: who would pay, from which day (None: never), and every day after the free ones.

    When `problem` is not empty something is not known, in Swedish, and neither days nor a sum may be told of the stay.
    """

    stay: Stay
    payer: str
    first: date | None
    spans: tuple[Span, ...]
    told: str
    sources: tuple[str, ...]
    problem: str = ""

    @property
    def liable_days(self) -> int:
        """Days that the municipality is liable for, whether or not their amount is known."""
        return sum(span.days for span in self.spans if span.is_liable)

    @property
    def amount_problem(self) -> str:
        """Why no sum may be told: what is not known of the stay, or of the amount of one of its days. Empty: nothing."""
        unpriced = (span.why for span in self.spans if span.is_liable and span.price is None)
        return self.problem or next(unpriced, "")


def day_prices(law: Applying, given_prices: Iterable[Price] = ()) -> Tariff:
    """What a day costs by year: the amounts in the law's file, and those given with a source for years it has none for."""
    published: list[Price] = []
    for version in law.library.agreements[law.name]:
        published.extend(published_prices(clauses(law.agreement(version), CLAUSE)).prices)
    return with_given(tariff("Belopp för vård av utskrivningsklara", "per vårddygn", published), given_prices)


def payer_of(one: Stay, law: Applying) -> tuple[str, Answered]:
    """The code of the municipality that pays, or nothing when the law's answer has a problem.

    As things stood when the notice was sent, or on the day of utskrivningsklar when none was.
    """
    day = one.starts
    answered = law.answer(law.version_on(day), PAYER, facts_of(one.facts_on(day)))
    payers = {
        "folkbokföringskommunen": one.home,
        "beslutande kommunen": one.placed_by or "",
        "vistelsekommunen": one.lives_in,
    }
    return "" if answered.problem else payers[str(answered.value)], answered


def assess(one: Stay, law: Applying, prices: Tariff, rules: DayRules, until: date) -> Assessed:
    """One stay by the law, up to and with the day `until` when the patient has not left."""
    day = one.starts
    try:
        version = law.version_on(day)
        payer, said_payer = payer_of(one, law)
    except NotFoundError as error:
        return Assessed(one, "", None, (), "", (), str(error))
    sources = tuple(map(str, said_payer.grounds))
    if said_payer.problem:
        return Assessed(one, "", None, (), "", sources, f"{said_payer.question} {said_payer.problem}")
    if one.notice is None:
        return Assessed(
            one, payer, None, (), "ingen underrättelse är skickad, så ansvaret börjar aldrig (5 kap. 3 §)", sources
        )
    free = law.answer(version, DAYS, _by_the_law(one, day))
    sources = (*map(str, free.grounds), *sources)
    if free.problem:
        return Assessed(one, payer, None, (), "", sources, f"{free.question} {free.problem}")
    ends = runs_out(one.notice, int(str(free.value)), "kalenderdagar", counts_start=rules.counts_notice_day)
    first = ends.latest.astimezone(STOCKHOLM).date()
    last = until
    if one.left is not None and one.left <= until:
        last = one.left if rules.counts_discharge_day else one.left - timedelta(days=1)
    told = f"{free.value} fria dagar från {day}, ansvar från {first}; {rules.in_words}"
    try:
        spans = tuple(_spans(one, law, prices, first, last))
    except (MoneyError, NotFoundError) as error:
        return Assessed(one, payer, first, (), told, sources, str(error))
    return Assessed(one, payer, first, spans, told, sources)


def _spans(one: Stay, law: Applying, prices: Tariff, first: date, last: date) -> Iterator[Span]:
    """The days from first to last, those alike in a row together. Raises MoneyError when one cannot be judged."""
    open_span: Span | None = None
    day = first
    while day <= last:
        span = _day(one, law, prices, day)
        if open_span is not None and open_span.goes_on_as(span):
            open_span = replace(open_span, last=day)
        else:
            if open_span is not None:
                yield open_span
            open_span = span
        day += timedelta(days=1)
    if open_span is not None:
        yield open_span


def _day(one: Stay, law: Applying, prices: Tariff, day: date) -> Span:
    version, facts = law.version_on(day), _by_the_law(one, day)
    liable = law.answer(version, LIABLE, facts)
    grounds = tuple(map(str, liable.grounds))
    if liable.problem:
        raise MoneyError(f"vårdtillfället {one.id}, {day}: {liable.question} {liable.problem}. Inget är räknat för det")
    if liable.value == YES:
        try:
            return Span(day, day, True, price_on(prices, day), "", grounds)
        except MoneyError as no_price:
            return Span(day, day, True, None, str(no_price), grounds)
    hinders = law.answer(version, HINDERS, facts)
    why = hinders.in_words if hinders.value else "; ".join(ground.row for ground in liable.grounds[:1])
    return Span(day, day, False, None, why, grounds)


def _by_the_law(one: Stay, day: date) -> Facts:
    """What is known, where the parties have agreed on nothing else."""
    return facts_of({**one.facts_on(day), "egen_overenskommelse_om_betalningsansvar": NO})


def _placed(one: Stay, placed_by: str) -> str:
    """Whose decision the placement is, seen from where the person lives; a county is a code's first two digits."""
    if not placed_by:
        return "ingen placering"
    if placed_by == one.lives_in:
        return "vistelsekommunen"
    return "annan kommun i länet" if placed_by[:2] == one.lives_in[:2] else "kommun i annat län"


# ---- what it comes to

_OWED: Final = formula("antal dygn × belopp per vårddygn")


def owed(assessed: Assessed) -> Derivation:
    """What one stay comes to by the law. Raises MoneyError with its problem when that cannot be told."""
    if assessed.amount_problem:
        raise MoneyError(f"vårdtillfället {assessed.stay.id}: {assessed.amount_problem}")
    parts = tuple(_part(assessed.stay, span) for span in assessed.spans)
    whole = summed(f"Vårdtillfället {assessed.stay.id} enligt lagen", parts, Unit.KRONOR, assessed.sources)
    return noted(whole, f"{assessed.told}; {NOT_HALLAND}")


def _part(one: Stay, span: Span) -> Derivation:
    name = f"{span.first}–{span.last}"
    if span.price is None:
        return given(name, 0, Unit.KRONOR, "; ".join(span.grounds), note=f"{span.days} dygn betalas inte: {span.why}")
    inputs = {
        "antal dygn": given("antal dygn", span.days, Unit.COUNT, f"vårdtillfället {one.id}, {name}"),
        "belopp per vårddygn": given("belopp per vårddygn", span.price.amount.kronor, Unit.KRONOR, span.price.source),
    }
    return computed(name, _OWED, inputs, Unit.KRONOR, sources=span.grounds)


def owed_by(assessments: Sequence[Assessed], payer: str, name: str) -> Derivation:
    """What a municipality would owe by the law for some stays.

    Raises MoneyError when any of its stays, or one whose payer is not known, cannot be told: a sum of only some would look whole.
    """
    theirs = [each for each in assessments if each.payer in ("", payer)]
    faulty = [f"{each.stay.id}: {each.amount_problem}" for each in theirs if each.amount_problem]
    if faulty:
        more = f" och {len(faulty) - 3} till" if len(faulty) > 3 else ""  # noqa: PLR2004 (as many as are read)
        stays = "1 vårdtillfälle" if len(faulty) == 1 else f"{len(faulty)} vårdtillfällen"
        raise MoneyError(f"{name}: {stays} går inte att räkna – {' | '.join(faulty[:3])}{more}")
    return noted(summed(name, tuple(owed(each) for each in theirs), Unit.KRONOR), NOT_HALLAND)
