"""Patient days after utskrivningsklar: by the law, by an average model, and both on the same stays."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.economics.applying import Applying
from samsyn.economics.average_model import AverageRules, Counted, average_owed, days_waited, side_by_side
from samsyn.economics.derivation import in_lines, walk
from samsyn.economics.months import Month
from samsyn.economics.payment_liability import (
    LAW,
    NOT_HALLAND,
    Assessed,
    DayRules,
    Stay,
    assess,
    day_prices,
    owed,
    owed_by,
    stay,
)
from samsyn.money.amount import MoneyError, Rounding, kronor
from samsyn.money.tariff import whole_year
from samsyn.rules.library import Library

APPLYING = Applying(Library.from_folder(Path(__file__).parents[2] / "agreements"), LAW)
PRICES = day_prices(APPLYING)
NAMES = {"1380": "Halmstad", "1382": "Falkenberg", "1383": "Varberg", "1480": "Göteborg"}
NOT_COUNTED = DayRules(counts_notice_day=False, counts_discharge_day=False, source="prov")
IN_ORDER = {
    "inskrivningsmeddelande_skickat": "ja",
    "kommunens_insatser_efter_utskrivning": "sjukvård",
    "oppenvardens_insatser_efter_utskrivning": "ja",
    "oppenvardens_insatser_tillgangliga": "ja",
    "sip_bedoms_behovas": "ja",
    "samtycker_till_sip": "ja",
    "kallelse_till_sip": "skickad i tid",
    "tvangsvard": "ingen",
    "vardas_just_nu_i": "sluten somatisk vård",
    "bor_i": "ordinärt boende",
}
MONDAY = date(2023, 3, 6)


def one(
    name: str = "v1", *, ready: date = MONDAY, days: int | None = 10, at: tuple[int, int] = (11, 40), **more: object
) -> Stay:
    """A stay with everything in order, so many days from utskrivningsklar; `more` are facts, or `home`, `placed_by`, `later`."""
    later = more.pop("later", {})
    codes = {code: more.pop(code) for code in ("home", "lives_in", "placed_by") if code in more}
    return stay(
        id=name,
        ready=ready,
        notice=datetime(ready.year, ready.month, ready.day, *at, tzinfo=STOCKHOLM) if at else None,
        left=None if days is None else ready + timedelta(days=days),
        known={ready: IN_ORDER | more, **later},
        municipalities=NAMES,
        **{"home": "1380", **codes},
    )


def by_law(which: Stay, rules: DayRules = NOT_COUNTED, until: date = date(2023, 12, 31)) -> Assessed:
    return assess(which, APPLYING, PRICES, rules, until)


def test_a_stay_worked_out_by_hand():
    # Notice Monday 6 March 11.40: free are 7, 8 and 9. Liable from the 10th; left on the 16th, which is not paid:
    # 10, 11, 12, 13, 14, 15 = 6 days at 10 500 kr (2023) = 63 000 kr.
    found = by_law(one())
    assert (found.first, found.liable_days, found.payer) == (date(2023, 3, 10), 6, "1380")
    assert owed(found).amount == kronor(63000)
    told = "\n".join(line for _, line in in_lines(owed(found)))
    assert "HSLF-FS 2022:60" in told
    assert "återgivet" in told
    assert "LUS 5:4" in told
    assert NOT_HALLAND in told


@pytest.mark.parametrize(
    ("notice_day", "discharge_day", "first", "days"),
    [(False, False, 10, 6), (True, False, 9, 7), (False, True, 10, 7), (True, True, 9, 8)],
)
def test_day_nought_and_the_day_of_discharge_are_rules_with_names(notice_day, discharge_day, first, days):
    rules = DayRules(counts_notice_day=notice_day, counts_discharge_day=discharge_day, source="prov")
    found = by_law(one(), rules)
    assert (found.first, found.liable_days) == (date(2023, 3, first), days)
    assert rules.in_words in found.told


@pytest.mark.parametrize(("at", "days"), [((12, 0), 6), ((12, 1), 5)])
def test_a_notice_after_noon_gives_a_day_more(at, days):
    assert by_law(one(at=at)).liable_days == days


def test_somebody_who_leaves_within_the_free_days_costs_nothing():
    assert owed(by_law(one(days=4))).value == 0
    assert owed(by_law(one(days=0))).value == 0
    assert owed(by_law(one(days=5))).amount == kronor(10500)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"inskrivningsmeddelande_skickat": "nej"}, "saknat inskrivningsmeddelande"),
        ({"kallelse_till_sip": "inte skickad"}, "saknad kallelse till SIP"),
        ({"oppenvardens_insatser_tillgangliga": "nej"}, "otillgänglig öppenvård"),
        ({"oppenvardens_insatser_tillgangliga": "ej klarlagt"}, "oklar tillgång till öppenvård"),
        ({"kallelse_till_sip": "skickad för sent"}, "sen kallelse"),
        ({"utskrivningsklar": "nej"}, "inte utskrivningsklar"),
    ],
)
def test_a_hinder_blocks_and_is_named(facts, why):
    found = by_law(one(**facts))
    assert (found.liable_days, [span.why for span in found.spans]) == (0, [why])
    assert f"6 dygn betalas inte: {why}" in owed(found).inputs[0].note


def test_without_a_notice_there_is_never_any_liability():
    found = by_law(one(at=()))
    assert (found.first, found.spans, owed(found).value) == (None, (), 0)


def test_days_are_paid_from_when_the_hinder_ends():
    # Open care is not clarified until Monday 13 March: 10, 11 and 12 are not paid, 13, 14 and 15 are: 31 500 kr.
    cleared = {date(2023, 3, 13): {"oppenvardens_insatser_tillgangliga": "ja"}}
    found = by_law(one(oppenvardens_insatser_tillgangliga="ej klarlagt", later=cleared))
    assert [(span.first.day, span.last.day, span.is_liable) for span in found.spans] == [
        (10, 12, False),
        (13, 15, True),
    ]
    assert owed(found).amount == kronor(31500)


def test_what_is_told_after_the_discharge_changes_nothing():
    # An application that folds a case when it is over says that the patient is no longer utskrivningsklar, and at home.
    over = {date(2023, 3, 16): {"utskrivningsklar": "nej", "vardas_just_nu_i": "hemmet"}}
    rules = replace(NOT_COUNTED, counts_discharge_day=True)
    assert by_law(one(later=over), rules).liable_days == by_law(one(), rules).liable_days == 7


def test_what_is_not_known_is_not_computed():
    facts = {name: value for name, value in IN_ORDER.items() if name != "oppenvardens_insatser_tillgangliga"}
    which = replace(one(), known=((MONDAY, frozenset(facts.items())),))
    found = by_law(which)
    assert "”Öppenvårdens insatser tillgängliga” saknas" in found.problem
    with pytest.raises(MoneyError, match="Öppenvårdens insatser"):
        owed(found)


@pytest.mark.parametrize("year", [2018, 2021, 2024, 2025, 2026])
def test_years_without_a_known_amount_are_not_computed(year):
    found = by_law(one(ready=date(year, 3, 6)), until=date(year, 12, 31))
    assert f"beloppet för {year}-03-10 är inte känt" in found.amount_problem
    assert (found.problem, found.liable_days) == ("", 6)
    with pytest.raises(MoneyError):
        owed(found)


def test_a_given_amount_with_its_source_fills_a_year():
    prices = day_prices(APPLYING, [whole_year(2024, kronor(11000), "påhittad föreskrift")])
    found = assess(one(ready=date(2024, 3, 6)), APPLYING, prices, NOT_COUNTED, date(2024, 12, 31))
    assert owed(found).amount == kronor(66000)
    with pytest.raises(MoneyError, match="två belopp gäller"):
        day_prices(APPLYING, [whole_year(2023, kronor(11000), "påhittad föreskrift")])


def test_the_published_amounts_are_those_of_their_own_years():
    assert [(price.since.year, price.until.year, price.amount) for price in PRICES.prices] == [
        (2019, 2019, kronor(7800)),
        (2020, 2020, kronor(8200)),
        (2022, 2022, kronor(9300)),
        (2023, 2023, kronor(10500)),
    ]


def test_a_stay_over_new_year_has_each_years_amount():
    # Notice 28 December 2022: free 29, 30, 31. 2023 from 1 January: 1–6 = 6 days of 10 500. A day earlier: 31 December at 9 300.
    assert owed(by_law(one(ready=date(2022, 12, 28)))).amount == kronor(63000)
    assert owed(by_law(one(ready=date(2022, 12, 27)))).amount == kronor(9300 + 5 * 10500)


def test_psychiatric_care_in_2018_had_thirty_days():
    prices = day_prices(APPLYING, [whole_year(2018, kronor(7000), "påhittad föreskrift")])
    which = one(ready=date(2018, 3, 6), days=33, vardas_just_nu_i="sluten psykiatrisk vård")
    found = assess(which, APPLYING, prices, NOT_COUNTED, date(2018, 12, 31))
    assert (found.first, found.liable_days) == (date(2018, 4, 6), 2)


def test_the_municipality_that_decided_on_the_placement_pays():
    placed = one(home="1382", lives_in="1382", placed_by="1380", bor_i="särskilt boende för äldre")
    assert by_law(placed).payer == "1380"
    other_county = one(home="1380", placed_by="1480", bor_i="särskilt boende för äldre")
    assert by_law(other_county).payer == "1480"
    at_home = one(home="1382", placed_by="1382", bor_i="särskilt boende för äldre")
    assert by_law(at_home).payer == "1382"
    lss = one(home="1382", placed_by="1380", bor_i="bostad med särskild service för vuxna")
    assert by_law(lss).payer == "1382"


def test_somebody_still_there_is_counted_to_the_day_asked_for():
    assert by_law(one(days=None), until=date(2023, 3, 12)).liable_days == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"home": "9999"}, "kommunen ”9999” finns inte"),
        ({"placed_by": "x"}, "kommunen ”x” finns inte"),
        ({"days": -1}, "men utskrivningsklart först"),
    ],
)
def test_a_record_that_cannot_be_is_refused(wrong, said):
    with pytest.raises(MoneyError, match=said):
        one(**wrong)


def test_a_notice_before_the_judgement_or_without_time_zone_is_refused():
    plain = {"id": "v", "home": "1380", "ready": MONDAY, "left": None, "known": {}, "municipalities": NAMES}
    with pytest.raises(MoneyError, match="före 2023-03-06"):
        stay(**plain, notice=datetime(2023, 3, 5, 9, 0, tzinfo=STOCKHOLM))
    with pytest.raises(MoneyError, match="tidszon"):
        stay(**plain, notice=datetime(2023, 3, 6, 9, 0))


def test_a_sum_with_a_stay_that_cannot_be_told_is_not_told():
    good, bad = by_law(one()), by_law(one("v2", ready=date(2024, 3, 6)), until=date(2024, 12, 31))
    assert owed_by([good], "1380", "Halmstad").amount == kronor(63000)
    with pytest.raises(MoneyError, match="Halmstad: 1 vårdtillfälle går inte att räkna – v2"):
        owed_by([good, bad], "1380", "Halmstad")


# ---- the average model

MARCH = Month(2023, 3)
THREE_DAYS = AverageRules(
    Fraction(3), counts_ready_day=False, counted=Counted.ALL, rounding=Rounding.HALF_UP, source="prov"
)


def test_a_mean_above_the_level_pays_for_the_days_above_it():
    # 10 + 0 + 2 = 12 days for 3 patients: mean 4. Above 3 × 3 = 9 are 3 days: 31 500 kr.
    stays = [one("a", days=10), one("b", days=0), one("c", days=2)]
    figure = average_owed("Halmstad", stays, MARCH, PRICES, THREE_DAYS)
    assert figure.amount == kronor(31500)
    assert NOT_HALLAND in figure.note
    # Without the one who left the same day: 12 days for 2, above 6 are 6: 63 000 kr.
    assert average_owed(
        "Halmstad", stays, MARCH, PRICES, replace(THREE_DAYS, counted=Counted.NOT_SAME_DAY)
    ).amount == kronor(63000)
    # When the first day is itself a day: 11 + 1 + 3 = 15, above 9 are 6.
    assert average_owed("Halmstad", stays, MARCH, PRICES, replace(THREE_DAYS, counts_ready_day=True)).amount == kronor(
        63000
    )


def test_a_mean_at_the_level_pays_nothing():
    stays = [one("a", days=6), one("b", days=0)]
    assert average_owed("Halmstad", stays, MARCH, PRICES, THREE_DAYS).value == 0
    assert average_owed("Halmstad", [], MARCH, PRICES, THREE_DAYS).value == 0


def test_a_level_that_is_no_whole_number_is_rounded_once_and_says_so():

    figure = average_owed("Halmstad", [one()], MARCH, PRICES, replace(THREE_DAYS, threshold=Fraction(11, 13)))
    # 10 − 11/13 = 119/13 days × 10 500 = 96 115,3846… kr → 96 115,38.
    assert figure.amount == kronor(Fraction(9611538, 100))
    assert "vid månadens belopp per kommun" in figure.rounding


def test_an_average_model_needs_a_source_a_level_and_the_months_amount():
    with pytest.raises(MoneyError, match="ingen källa"):
        replace(THREE_DAYS, source="")
    with pytest.raises(MoneyError, match="negativ"):
        replace(THREE_DAYS, threshold=Fraction(-1))
    with pytest.raises(MoneyError, match="beloppet för 2024-03-01 är inte känt"):
        average_owed("Halmstad", [one(ready=date(2024, 3, 6))], Month(2024, 3), PRICES, THREE_DAYS)


# ---- side by side


def compare(*stays: Stay):
    return side_by_side(stays, APPLYING, PRICES, NOT_COUNTED, THREE_DAYS, NAMES)


def test_both_models_are_told_of_the_same_stays():
    # By the law: a pays 6 days (63 000), b and c none. By the average: 3 days (31 500), as above.
    comparison = compare(one("a", days=10), one("b", days=0), one("c", days=2), one("d", days=None))
    (row,) = comparison.rows
    assert (row.payer, row.month, row.stays, row.days_by_law) == ("1380", MARCH, 3, 6)
    assert (row.by_law.amount, row.by_average.amount) == (kronor(63000), kronor(31500))
    assert (row.mean_days.value, row.mean_days.name) == (4, "dagar i genomsnitt 2023-03")
    assert [each.id for each in comparison.not_left] == ["d"]
    assert comparison.told == NOT_HALLAND


def test_a_column_that_cannot_be_told_says_why_and_leaves_the_other():
    (row,) = compare(one("a", ready=date(2024, 3, 6), days=2)).rows
    assert row.by_law.value == 0
    assert row.by_average.value == 0
    (row,) = compare(one("a", ready=date(2024, 3, 6))).rows
    assert row.by_law is None
    assert row.days_by_law == 6
    assert "beloppet för 2024-03-10" in row.by_law_problem
    assert "beloppet för 2024-03-01" in row.by_average_problem


def test_a_stay_whose_payer_cannot_be_told_is_in_neither_column():
    unknown = replace(one("a", home="1382", placed_by="1380"), known=())
    comparison = compare(unknown)
    assert comparison.rows == ()
    assert [(each.id, "”Bor i” saknas" in why) for each, why in comparison.without_payer] == [("a", True)]


STAYS = st.lists(
    st.builds(
        lambda days, hour, home, start, available: one(
            "v", ready=MONDAY + timedelta(days=start), days=days, at=(hour, 0), home=home,
            oppenvardens_insatser_tillgangliga=available,
        ),
        st.integers(0, 25),
        st.integers(8, 16),
        st.sampled_from(["1380", "1383"]),
        st.integers(0, 60),
        st.sampled_from(["ja", "nej"]),
    ),
    max_size=8,
)  # fmt: skip


@draw(STAYS)
def test_the_parts_add_up_and_every_stay_is_in_one_row(stays):
    comparison = compare(*stays)
    assert sum(row.stays for row in comparison.rows) == len(stays)
    for row in comparison.rows:
        assert row.by_law.value == row.days_by_law * 10500
        for figure in walk(row.by_law):
            if figure.formula == "summan av delarna":
                assert figure.value == sum(part.value for part in figure.inputs)


@draw(st.integers(0, 40), st.integers(8, 16), st.booleans(), st.booleans())
def test_a_longer_stay_never_costs_less(days, hour, notice_day, discharge_day):
    rules = DayRules(counts_notice_day=notice_day, counts_discharge_day=discharge_day, source="prov")
    shorter, longer = (by_law(one(days=each, at=(hour, 0)), rules) for each in (days, days + 1))
    assert owed(longer).value - owed(shorter).value in {0, 10500}
    assert days_waited(longer.stay, THREE_DAYS) == days_waited(shorter.stay, THREE_DAYS) + 1


@draw(STAYS, st.fractions(0, 10))
def test_a_higher_level_never_costs_more_and_leaves_the_law_alone(stays, level):
    low = side_by_side(stays, APPLYING, PRICES, NOT_COUNTED, replace(THREE_DAYS, threshold=level), NAMES)
    high = side_by_side(stays, APPLYING, PRICES, NOT_COUNTED, replace(THREE_DAYS, threshold=level + 1), NAMES)
    for one_row, other in zip(low.rows, high.rows, strict=True):
        assert one_row.by_law == other.by_law
        assert other.by_average.value <= one_row.by_average.value


def test_days_are_told_although_their_amount_is_not_known_and_what_hinders_is_counted():
    later = {date(2024, 3, 13): {"oppenvardens_insatser_tillgangliga": "ja"}}
    (row,) = compare(
        one("a", ready=date(2024, 3, 6)),
        one("b", ready=date(2024, 3, 6), oppenvardens_insatser_tillgangliga="ej klarlagt", later=later),
    ).rows
    assert (row.days_by_law, row.blocked) == (6 + 3, {"oklar tillgång till öppenvård": 3})
    assert "2 vårdtillfällen går inte att räkna" in row.by_law_problem


def test_a_stay_of_which_too_little_is_known_is_named_and_the_others_days_are_told():
    facts = {name: value for name, value in IN_ORDER.items() if name != "oppenvardens_insatser_tillgangliga"}
    (row,) = compare(one("a"), replace(one("b"), known=((MONDAY, frozenset(facts.items())),))).rows
    assert (row.days_by_law, [each.stay.id for each in row.untold]) == (6, ["b"])
    assert (row.by_law, row.by_law_part.amount) == (None, kronor(63000))
    assert "1 av 2 vårdtillfällen" in row.by_law_part.name
    assert "b: vårdtillfället b" in row.by_law_problem


def test_who_decided_on_the_placement_can_be_unknown():
    # In a home of one's own nobody's decision changes who pays; in särskilt boende it does.
    assert by_law(one(placed_by=None)).payer == "1380"
    unknown = by_law(one(placed_by=None, bor_i="särskilt boende för äldre"))
    assert "”Kommun som beslutat om placeringen” saknas" in unknown.problem


def test_without_rules_there_is_no_average_model_and_the_law_is_told_alone():
    (row,) = side_by_side([one("a")], APPLYING, PRICES, NOT_COUNTED, None, NAMES).rows
    assert (row.by_law.amount, row.by_average, row.mean_days) == (kronor(63000), None, None)
    assert "inte angivna" in row.by_average_problem
