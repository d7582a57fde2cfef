"""Which of the doctors' home visits does the region pay a vårdcentral for, which not and why, and how much is it?

The decision of 2026-03-03 (seed 000) pays a vårdcentral for each hemsjukvårdsbesök by its doctor to somebody in municipal
health care. Whether a person counts is asked of the agreement's own table; the amount is not public and must be given,
dated and with its source, before anything is computed. What the decision leaves open stands in `VisitRules`.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from samsyn.economics.applying import Answered, Applying, Facts
from samsyn.economics.clauses import clauses, formula, published_prices, with_given
from samsyn.economics.derivation import Derivation, Unit, computed, given, summed
from samsyn.facts.values import NO, YES, Value
from samsyn.money.amount import NOTHING, Amount, MoneyError
from samsyn.money.tariff import Price, Tariff, price_on
from samsyn.rules.library import NotFoundError
from samsyn.rules.versions import Agreement

AGREEMENT: Final = "halland/lakarinsatser"
QUESTION: Final = "besoksersattning"
CLAUSE: Final = "hemsjukvårdsbesök"
ENROLLED: Final = "inskriven"
HEALTH_CENTRES: Final = frozenset({"vardcentral", "filial"})
LAKARMEDVERKAN: Final = "lakarmedverkan"
ONLY_CENTRES: Final = "beslutet 2026-03-03 ersätter besök av läkare på vårdcentral (Hälso- och sjukvårdsutskottet, återgivet i underlag 000)"


class Visit(NamedTuple):
    """One visit as the journal has it. Identifiers are opaque: a person's key is no personnummer here.

    `unit_kind` is that of the unit whose doctor came: `vardcentral`, `filial`, `lakarmedverkan` …; `listed_at` the unit the
    person had chosen that day, empty for none; `enrolled` whether the person was enrolled in municipal care that day, None
    when nobody knows; `more` what else is known as facts of the vocabulary. Whoever lists people at a vårdcentral and not at its
    filial gives the vårdcentral as `unit` for both. A plain tuple: there may be a million.
    """

    id: str
    person: str
    day: date
    unit: str
    unit_kind: str
    by_doctor: bool
    listed_at: str
    enrolled: bool | None
    more: Facts = frozenset()


class Listing(StrEnum):
    """Whose visits count, by where the person is listed: the decision says only “läkare på vårdcentral”."""

    ANY = "vilken vårdcentral som helst"
    OWN = "bara den vårdcentral där personen är listad"


class Doubles(StrEnum):
    """What makes two visits one and the same: the decision pays per visit, and says no more."""

    SAME_ID = "samma besöksnummer"
    SAME_DAY_AND_UNIT = "samma person, dag och enhet"
    SAME_DAY = "samma person och dag, på vilken enhet som helst"


@dataclass(frozen=True, slots=True)
class VisitRules:
    """What the decision leaves open, as somebody has settled it. `source` says who, and is never empty."""

    listing: Listing
    doubles: Doubles
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise MoneyError("reglerna för besöken har ingen källa: ange vem som har bestämt dem")


class Refusal(StrEnum):
    """Why a visit is not paid. The value is what its receiver reads."""

    LAKARMEDVERKAN = "Läkarmedverkans egna besök ersätts inte"
    OTHER_UNIT = "enheten är ingen vårdcentral"
    NO_DOCTOR = "besöket gjordes inte av läkare"
    NOT_LISTED_HERE = "personen är inte listad på den vårdcentral som gjorde besöket"
    NO_AGREEMENT = "inget avtal gällde den dagen"
    NOT_ENROLLED = "personen var inte inskriven i kommunal hälso- och sjukvård den dagen"
    NOT_KNOWN = "avtalet går inte att besvara"
    DOUBLE = "samma besök är redan ersatt"
    CONTRADICTORY = "samma besöksnummer står med olika uppgifter"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of all visits in one situation: the price, or the refusal; why in a sentence; what the agreement answered."""

    price: Price | None
    refusal: Refusal | None
    why: str
    answered: Answered | None

    @property
    def in_short(self) -> str:
        """The outcome and its reason, without the rows and sources it rests on."""
        if self.refusal is None:
            return f"ersätts: {self.why}"
        return f"ersätts inte: {self.refusal.value} ({self.why})"

    def __str__(self) -> str:
        rests = "".join(f"; {ground}" for ground in self.answered.grounds) if self.answered is not None else ""
        paid = f"; {self.price}" if self.price is not None else ""
        return f"{self.in_short}{rests}{paid}"


class Judged(NamedTuple):
    """A visit and its verdict, which it shares with every visit in the same situation."""

    visit: Visit
    verdict: Verdict

    @property
    def amount(self) -> Amount:
        """What is paid for it, or 0 kronor."""
        return self.verdict.price.amount if self.verdict.price is not None else NOTHING


@dataclass(frozen=True)
class Settlement:
    """All visits in the order they came, each judged, by which rules and prices."""

    judged: Sequence[Judged]
    rules: VisitRules
    prices: Tariff


def visit_prices(agreement: Agreement, given: Iterable[Price] = ()) -> Tariff:
    """The price of a visit: what the agreement publishes, if ever, and what is given with a source."""
    return with_given(published_prices(clauses(agreement, CLAUSE)), given)


def settle(visits: Sequence[Visit], applying: Applying, prices: Tariff, rules: VisitRules) -> Settlement:
    """Judge every visit. Among doubles the one with the lowest day and number is paid, whatever order they come in.

    Raises MoneyError, and settles nothing, when no price is given at all, when a visit that is to be paid falls on a day
    without one, or when a record lacks its number, person or unit.
    """
    if not prices.prices:
        raise MoneyError(
            "beloppet per hemsjukvårdsbesök är inte publicerat och har inte angetts. Ange det med datum och källa; "
            "inget besök är avräknat"
        )
    judge = _judging(applying, prices, rules)
    first_of_id: dict[str, Visit] = {}
    contradictory: set[str] = set()
    for visit in visits:
        if not (visit.id and visit.person and visit.unit):
            told = f"besöket {visit.id or 'utan nummer'} den {visit.day}"
            raise MoneyError(f"{told} saknar nummer, person eller enhet. Rätta underlaget; inget besök är avräknat")
        first = first_of_id.setdefault(visit.id, visit)
        if first is not visit and first != visit:
            contradictory.add(visit.id)
    key = _DOUBLE_KEYS[rules.doubles]
    contradiction = Verdict(None, Refusal.CONTRADICTORY, "rätta journalen, så att numret står för ett besök", None)
    verdicts: list[Verdict] = []
    paid: dict[Hashable, tuple[date, str, int]] = {}
    for place, visit in enumerate(visits):
        verdict = contradiction if visit.id in contradictory else judge(visit)
        verdicts.append(verdict)
        if verdict.price is not None:
            mine, where = (visit.day, visit.id, place), key(visit)
            if where not in paid or mine < paid[where]:
                paid[where] = mine
    doubled = {each: _as_double(verdict, rules) for each, verdict in {id(one): one for one in verdicts}.items()}
    judged = [
        Judged(visit, verdict if verdict.price is None or paid[key(visit)][2] == place else doubled[id(verdict)])
        for place, (visit, verdict) in enumerate(zip(visits, verdicts, strict=True))
    ]
    return Settlement(judged, rules, prices)


_DOUBLE_KEYS: Final[Mapping[Doubles, Callable[[Visit], Hashable]]] = {
    Doubles.SAME_ID: lambda visit: visit.id,
    Doubles.SAME_DAY_AND_UNIT: lambda visit: (visit.person, visit.day, visit.unit),
    Doubles.SAME_DAY: lambda visit: (visit.person, visit.day),
}


def _as_double(verdict: Verdict, rules: VisitRules) -> Verdict:
    return Verdict(None, Refusal.DOUBLE, f"{rules.doubles.value}, enligt {rules.source}", verdict.answered)


def _judging(applying: Applying, prices: Tariff, rules: VisitRules) -> Callable[[Visit], Verdict]:
    """A judge of visits that decides each different situation once."""
    met: dict[Hashable, Verdict] = {}

    def judge(visit: Visit) -> Verdict:
        situation = (
            visit.day,
            visit.unit_kind,
            visit.by_doctor,
            visit.enrolled,
            visit.listed_at == visit.unit,
            visit.more,
        )
        verdict = met.get(situation)
        if verdict is None:
            verdict = met[situation] = _verdict(visit, applying, prices, rules)
        return verdict

    return judge


def _verdict(visit: Visit, applying: Applying, prices: Tariff, rules: VisitRules) -> Verdict:
    if visit.unit_kind == LAKARMEDVERKAN:
        return Verdict(None, Refusal.LAKARMEDVERKAN, ONLY_CENTRES, None)
    if visit.unit_kind not in HEALTH_CENTRES:
        return Verdict(None, Refusal.OTHER_UNIT, ONLY_CENTRES, None)
    if not visit.by_doctor:
        return Verdict(None, Refusal.NO_DOCTOR, ONLY_CENTRES, None)
    if rules.listing is Listing.OWN and visit.listed_at != visit.unit:
        return Verdict(None, Refusal.NOT_LISTED_HERE, f"{rules.listing.value}, enligt {rules.source}", None)
    try:
        version = applying.version_on(visit.day)
    except NotFoundError as error:
        return Verdict(None, Refusal.NO_AGREEMENT, str(error), None)
    facts = visit.more
    if visit.enrolled is not None:
        facts = frozenset((*((name, value) for name, value in facts if name != ENROLLED), (ENROLLED, _word(visit))))
    answered = applying.answer(version, QUESTION, facts)
    if answered.problem:
        return Verdict(None, Refusal.NOT_KNOWN, answered.problem, answered)
    if answered.value != YES:
        return Verdict(None, Refusal.NOT_ENROLLED, f"{answered.agreement} svarar {answered.in_words}", answered)
    return Verdict(price_on(prices, visit.day), None, f"{answered.agreement} svarar {answered.in_words}", answered)


def _word(visit: Visit) -> Value:
    return YES if visit.enrolled else NO


# ---- what it comes to

_PAID: Final = formula("antal besök × belopp per besök")


def of_one(judged: Judged) -> Derivation:
    """What one visit comes to: the amount with its source, or 0 kronor with the reason."""
    visit, verdict = judged
    grounds = tuple(map(str, verdict.answered.grounds)) if verdict.answered is not None else ()
    name = f"Besök {visit.id} den {visit.day}"
    if verdict.price is None:
        return given(name, 0, Unit.KRONOR, "; ".join(grounds) or verdict.why, note=verdict.in_short)
    inputs = {
        "antal besök": given("antal besök", 1, Unit.COUNT, f"journalen, besök {visit.id}"),
        **_price(verdict.price),
    }
    return computed(name, _PAID, inputs, Unit.KRONOR, sources=grounds, note=verdict.in_short)


def per_unit(settlement: Settlement) -> Derivation:
    """All that is paid: by unit, by month, by price; each part counted from the visits themselves."""
    counts: Counter[tuple[str, int, int, int]] = Counter()
    prices: dict[int, Price] = {}
    grounds: dict[str, None] = {}
    for visit, verdict in settlement.judged:
        price = verdict.price
        if price is not None:
            counts[visit.unit, visit.day.year, visit.day.month, id(price)] += 1
            prices[id(price)] = price
    for each in {id(verdict): verdict for _, verdict in settlement.judged}.values():
        if each.price is not None and each.answered is not None:
            grounds |= dict.fromkeys(map(str, each.answered.grounds))
    rules = (
        f"{settlement.rules.listing.value}; dubblett är {settlement.rules.doubles.value} ({settlement.rules.source})"
    )
    units: dict[str, dict[str, list[Derivation]]] = {}
    for unit, year, month, place in sorted(counts, key=lambda key: (*key[:3], prices[key[3]].since)):
        when, price, count = f"{year}-{month:02d}", prices[place], counts[unit, year, month, place]
        counted = given("antal besök", count, Unit.COUNT, f"journalens besök vid {unit} {when}", note=rules)
        part = computed(
            f"{unit} {when}", _PAID, {"antal besök": counted, **_price(price)}, Unit.KRONOR, sources=tuple(grounds)
        )
        units.setdefault(unit, {}).setdefault(when, []).append(part)
    sums = []
    for unit, months in units.items():
        by_month = [
            parts[0] if len(parts) == 1 else summed(f"{unit} {when}", tuple(parts), Unit.KRONOR)
            for when, parts in months.items()
        ]
        sums.append(summed(unit, tuple(by_month), Unit.KRONOR))
    return summed("Ersättning för läkares hemsjukvårdsbesök", tuple(sums), Unit.KRONOR)


def _price(price: Price) -> dict[str, Derivation]:
    return {"belopp per besök": given("belopp per besök", price.amount.kronor, Unit.KRONOR, price.source)}


def refusals(settlement: Settlement) -> Mapping[Refusal, int]:
    """How many visits are refused, by reason, in the order the reasons are told."""
    counted = Counter(verdict.refusal for _, verdict in settlement.judged)
    return {refusal: counted[refusal] for refusal in Refusal if counted[refusal]}
