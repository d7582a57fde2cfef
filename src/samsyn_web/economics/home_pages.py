"""The assignment at särskilt boende in a year: each home's places, tens and amount, by the vårdcentral that has the assignment."""

from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from samsyn.economics.derivation import Derivation
from samsyn.economics.special_housing import Places, StartedTen, year_of_assignments
from samsyn.money.amount import MoneyError, decimals
from samsyn_web.access.refusals import NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics import care_homes, files, section
from samsyn_web.economics.assumptions import on_day
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.files import Sheet
from samsyn_web.economics.period import YearForm

FIRST_YEAR: Final = 2023


@require_GET
def year(request: SignedRequest) -> HttpResponse:
    """A year's assignments."""
    section.reads(request)
    this = localdate(request.visit.now).year
    which = _asked(request, this)
    figures = Figures(request)
    places = care_homes.published_places()
    held = care_homes.tens_of(places, date(which, 1, 1), date(which, 12, 31))
    shown: dict[str, Any] = {
        "year": which,
        "choose": YearForm(which, range(this + 1, FIRST_YEAR - 1, -1)),
        "homes": len({row.home for row, *_ in held}),
        "changed": sum(since > date(which, 1, 1) for _, since, _ in held),
    }
    amounts: dict[tuple[str, str], Derivation] = {}
    given = on_day(date(which, 12, 31))
    try:
        rules = care_homes.rules_of(given)
        figure = year_of_assignments(which, places, care_homes.prices_of(given), rules)
        amounts = {(_name(unit, which), _name(home, which)): home for unit in figure.inputs for home in unit.inputs}
        shown |= {
            "total": figures.add("summa", figure),
            "units": [
                {"name": _name(unit, which), "homes": len(unit.inputs), "figure": figures.add(slug("vc", place), unit)}
                for place, unit in enumerate(figure.inputs, start=1)
            ],
            "rules": (rules.tens.value, rules.paid_for.value, rules.source),
            "raised": rules.raised,
            "is_computed": True,
        }
    except MoneyError as missing:
        shown["missing"] = missing
        rules = None
    if files.asked(request):
        return files.answer(request, _sheet(which, held, amounts))
    cells = {
        key: figures.add(slug("boende", place), amount) for place, (key, amount) in enumerate(amounts.items(), start=1)
    }
    told: set[tuple[str, str]] = set()
    rows = []
    for row, since, until in held:
        key = (row.unit, row.home)
        rows.append(
            {
                "row": row,
                "since": since,
                "until": until,
                "is_whole": (since, until) == (date(which, 1, 1), date(which, 12, 31)),
                "tens": "" if rules is None else _tens(rules.tens, row.places),
                "figure": cells.get(key) if key not in told else None,
            }
        )
        told.add(key)
    shown |= {"rows": rows, "ways": [each.value for each in StartedTen]}
    return figures.answer("economics/sabo.html", shown)


def _asked(request: SignedRequest, this: int) -> int:
    text = request.GET.get("ar", str(this))
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text) <= this + 1):
        raise NotThere
    return int(text)


def _name(figure: Derivation, which: int) -> str:
    return figure.name.removesuffix(f" {which}")


def _tens(way: StartedTen, places: int) -> str:
    tens = way.tens(places)
    return decimals(tens, 0 if tens.denominator == 1 else 1)


def _sheet(which: int, held: list[tuple[Places, date, date]], amounts: dict[tuple[str, str], Derivation]) -> Sheet:
    told: set[tuple[str, str]] = set()
    rows = []
    for row, since, until in held:
        key = (row.unit, row.home)
        amount = amounts[key].amount if key in amounts and key not in told else None
        told.add(key)
        rows.append((which, row.unit, row.home, row.places, since, until, row.source, amount))
    headings = ("År", "Vårdcentral", "Boende", "Platser", "Från", "Till", "Källa", "Årets kronor")
    return Sheet(f"sarskilt-boende-{which}", f"uppdraget på särskilt boende {which}", headings, rows)
