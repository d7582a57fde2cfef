"""`money published`, `index`, `forecast`, `what-if`: what the agreement on home care pays year by year, and why."""

import argparse
import re
from collections.abc import Iterable, Sequence

from samsyn.command_line.money_opening import (
    COMBINATIONS,
    Opened,
    asked_party,
    figure_as_data,
    in_mnkr,
    open_money,
    reach_in_mnkr,
    signed,
    tell_derivation,
)
from samsyn.command_line.money_values import read_number, read_pair, read_people, read_percentages
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.documents.identifiers import fold, suggestion
from samsyn.economics.compensation import BASE_YEAR, PUBLISHED_BASES, Base, Reproduced, from_base, from_the_year_before
from samsyn.economics.derivation import Derivation, Unit, as_data, written, written_range
from samsyn.economics.figures import MUNICIPALITIES
from samsyn.economics.forecast import START, forecast, starting_amounts
from samsyn.economics.indexation import LAG_EVIDENCE, Circumstances
from samsyn.economics.published import COUNTY, Check, Published, growth, printed_amount, recompute, yearly_mean
from samsyn.economics.scenario import (
    Step,
    World,
    what_if,
    with_base,
    with_combination,
    with_index,
    with_key,
    with_population,
    with_weights,
)
from samsyn.economics.shared_costs import population_key
from samsyn.money.amount import KRONOR_PER_MILLION, decimals, in_millions, in_percent

# ---- published


def published_command(arguments: argparse.Namespace) -> int:
    """The printed table, and every total and growth recomputed."""
    opened = open_money(arguments)
    checks = recompute(opened.table)
    years = opened.table.years
    chosen = None if arguments.why is None else _asked_figure(arguments.why, opened.table, checks)
    if arguments.json and chosen is not None:
        as_json({"figure": as_data(chosen)})
        return 0
    if arguments.json:
        parties = (*MUNICIPALITIES, COUNTY)
        as_json(
            {
                "printed": {
                    each: {str(y): as_data(printed_amount(opened.table, each, y)) for y in years} for each in parties
                },
                "checks": [_check_as_data(each) for each in checks],
            }
        )
        return 0
    heading(f"Tryckt ersättning {years[0]}–{years[-1]}, miljoner kronor")
    table(
        ["part", *map(str, years)],
        [
            [each, *(decimals(printed_amount(opened.table, each, y).value / KRONOR_PER_MILLION, 1) for y in years)]
            for each in (*MUNICIPALITIES, COUNTY)
        ],
    )
    heading("Omräknat")
    table(["vad", "tryckt", "omräknat", "spann", "utslag"], [_check_row(each) for each in checks])
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _asked_figure(why: str, printed: Published, checks: Sequence[Check]) -> Derivation:
    """A check's recomputed figure by its name, or its printed one; or what is printed for a party and a year."""
    by_name = {fold(each.name): each.recomputed for each in checks}
    by_name |= {fold(f"{each.name}, tryckt"): each.printed for each in checks}
    if fold(why) in by_name:
        return by_name[fold(why)]
    match = re.fullmatch(r"(.+) (\d{4})(?:[–-](\d{4})( per år)?)?", why)
    if match is None:
        hint = suggestion(
            why,
            [each.name for each in checks],
            "skriv till exempel ”Halmstad 2024”, ”Hylte 2015–2024” eller ”summa 2019”",
        )
        raise NotPossibleError(f"”{why}” är ingen siffra här – {hint}")
    party, first = asked_party(match[1]), int(match[2])
    if match[3] is None:
        return printed_amount(printed, party, first)
    whole = growth(printed, party, first, int(match[3]))
    return yearly_mean(whole, int(match[3]) - first) if match[4] else whole


def _check_row(check: Check) -> list[str]:
    if check.printed.unit is Unit.KRONOR:
        shown = [in_millions(each.value) for each in (check.printed, check.recomputed)]
    else:
        shown = [in_percent(check.printed.value), in_percent(check.recomputed.value, 2)]
    return [check.name, *shown, written_range(check.recomputed), check.verdict.value]


def _check_as_data(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "printed": figure_as_data(check.printed),
        "recomputed": as_data(check.recomputed),
        "difference": str(check.difference),
        "verdict": check.verdict.value,
    }


# ---- index


def index_command(arguments: argparse.Namespace) -> int:
    """What the agreement's formulas give for a printed year; status 1 when some figure cannot be the printed one."""
    opened = open_money(arguments, range(BASE_YEAR, arguments.year))
    base = _base(arguments.base)
    found = (
        from_the_year_before(opened.table, arguments.year, opened.facts)
        if base is None
        else from_base(opened.table, arguments.year, base, opened.facts)
    )
    chosen = _chosen(found, arguments.why)
    if arguments.json:
        as_json({"year": arguments.year, "figures": [_reproduced_as_data(each, chosen) for each in found]})
    else:
        _say_reproduced(found, opened.facts, base)
        if chosen is not None:
            tell_derivation(chosen)
    return 0 if all(each.within_rounding for each in found) else 1


def _base(text: str | None) -> Base | None:
    if text is None:
        return None
    level = PUBLISHED_BASES.get(text.removesuffix(",0"))
    return level or Base(read_number(text, "--base") * KRONOR_PER_MILLION, "provat värde, utan källa")


def _chosen(found: Iterable[Reproduced], why: str | None) -> Derivation | None:
    if why is None:
        return None
    return {each.party: each.computed for each in found}[asked_party(why)]


def _reproduced_as_data(each: Reproduced, chosen: Derivation | None) -> dict[str, object]:
    return {
        "party": each.party,
        "printed": figure_as_data(each.printed),
        "computed": as_data(each.computed) if each.computed is chosen else figure_as_data(each.computed),
        "difference": str(each.difference),
        "within_rounding": each.within_rounding,
    }


def _say_reproduced(found: Sequence[Reproduced], facts: Circumstances, base: Base | None) -> None:
    year = found[0].year
    start = f"{year - 1} års tryckta belopp" if base is None else f"2019 års nivå, {in_millions(base.kronor)}"
    heading(f"Ersättningen {year} ur {start}, miljoner kronor")
    table(
        ["part", "räknat", "spann", "tryckt", "skillnad", "procent", "ryms i avrundningen"],
        [
            [
                each.party,
                in_mnkr(each.computed),
                reach_in_mnkr(each.computed),
                decimals(each.printed.value / KRONOR_PER_MILLION, 1),
                signed(each.difference / KRONOR_PER_MILLION, 2),
                signed(each.relative * 100, 2),
                "ja" if each.within_rounding else "nej",
            ]
            for each in found
        ],
    )
    say(f"Val: {facts.combination.value}. {facts.combination.evidence}")
    say(f"Val: befolkningens årsskiften {year - facts.lag.before} och {year - facts.lag.after}. {LAG_EVIDENCE}")
    if base is not None:
        say(f"Val: grundnivån {in_millions(base.kronor)}: {base.evidence}.")


# ---- forecast and what-if


def forecast_command(arguments: argparse.Namespace) -> int:
    """The years after the last printed one, as ranges."""
    opened = open_money(arguments, range(START, arguments.to))
    found = forecast(starting_amounts(opened.table), START + 1, arguments.to, opened.facts)
    parties = (*MUNICIPALITIES, COUNTY)
    chosen = None if arguments.why is None else found.of(asked_party(arguments.why), arguments.to)
    if arguments.json:
        as_json(
            {
                "assumptions": [as_data(each) for each in opened.facts.index.values() if each.note],
                "figures": [
                    {
                        "party": party,
                        "year": year,
                        **(as_data(figure) if (figure := found.of(party, year)) is chosen else figure_as_data(figure)),
                    }
                    for year in found.years
                    for party in parties
                ],
            }
        )
        return 0
    heading(f"Ersättning {START + 1}–{arguments.to}, miljoner kronor, lägst–högst")
    table(
        ["part", *map(str, found.years)],
        [[each, *(reach_in_mnkr(found.of(each, year)) for year in found.years)] for each in parties],
    )
    _say_assumptions(opened.facts)
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _say_assumptions(facts: Circumstances) -> None:
    for figure in facts.index.values():
        if figure.note:
            say(f"Antagande: {figure.name} är {written_range(figure) or written(figure)}.")
    say(
        f"Val: {facts.combination.value}; befolkningens årsskiften {facts.lag.before} och {facts.lag.after} år före. Avtalet säger inte vilka."
    )
    say(
        "Spannen rymmer antagandena och källornas avrundning. Framskrivningen av befolkningen har inget spann, så utfallet kan hamna utanför."
    )


def what_if_command(arguments: argparse.Namespace) -> int:
    """Each party's change by year when something is otherwise."""
    opened = open_money(arguments, range(START, arguments.to))
    steps = tuple(_steps(arguments, opened))
    if not steps:
        raise NotPossibleError("inget är ändrat; ange till exempel --weights 30/70 eller --try-opi 2026=4,0")
    found = what_if(World(starting_amounts(opened.table), opened.facts), steps, START + 1, arguments.to)
    chosen = None
    if arguments.why is not None:
        chosen = next(each.changed for each in reversed(found) if each.party == asked_party(arguments.why))
    if arguments.json:
        as_json(
            {
                "steps": [each.said for each in steps],
                "changes": [
                    {
                        "party": each.party,
                        "year": each.year,
                        "today": figure_as_data(each.today),
                        "changed": as_data(each.changed) if each.changed is chosen else figure_as_data(each.changed),
                        "kronor": str(each.kronor),
                        "share": str(each.share),
                    }
                    for each in found
                ],
            }
        )
        return 0
    heading("Om " + ", och ".join(each.said for each in steps))
    say("Förändring mot i dag i tusental kronor, och i procent. Jämfört vid antagandenas mitt.")
    say()
    years = sorted({each.year for each in found})
    rows = []
    for party in (*MUNICIPALITIES, COUNTY):
        own = [each for each in found if each.party == party]
        rows.append([party, *(f"{signed(each.kronor / 1000, 0)} ({signed(each.share * 100, 1)} %)" for each in own)])
    table(["part", *map(str, years)], rows)
    _say_assumptions(opened.facts)
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _steps(arguments: argparse.Namespace, opened: Opened) -> Iterable[Step]:
    for year, (low, high) in read_percentages(arguments.try_opi, (), "--try-opi").items():
        yield with_index(year, low, high)
    if arguments.weights:
        under, oldest = read_pair(arguments.weights, "/", "--weights")
        yield with_weights(under / 100, oldest / 100)
    if arguments.try_combination:
        yield with_combination(COMBINATIONS[arguments.try_combination])
    for oldest_only, given_counts in ((False, arguments.people), (True, arguments.people_80)):
        for text in given_counts:
            municipality, year, count = read_people(text, "--people-80" if oldest_only else "--people")
            yield with_population(municipality, year, count, oldest=oldest_only)
    base = _base(arguments.base)
    if base is not None:
        today = _base(arguments.today_base)
        assert today is not None
        yield with_base(today, base)
    if arguments.key:
        key = population_key(opened.facts.population, arguments.key)
        yield with_key(key, f"befolkningen vid slutet av {arguments.key}")
