"""What is tried in a what-if: the form in an address, and the named changes it makes, with the command line's words for each."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from django import forms

from samsyn.economics.compensation import PUBLISHED_BASES, Base
from samsyn.economics.figures import MUNICIPALITIES, population
from samsyn.economics.forecast import START
from samsyn.economics.scenario import (
    TRIED,
    Step,
    with_base,
    with_combination,
    with_index,
    with_key,
    with_population,
    with_weights,
)
from samsyn.economics.shared_costs import population_key
from samsyn.money.amount import KRONOR_PER_MILLION
from samsyn_web.economics.assumptions import Given
from samsyn_web.economics.choices import COMBINATIONS, ChoicesForm, IndexField
from samsyn_web.economics.known_parameters import Reach, canonical, read_number

LAST: Final = 2030
KEY_YEARS: Final = range(2017, 2026)
"""The year's ends at which everybody has been counted."""
PEOPLE_YEARS: Final = range(START - 2, LAST - 1)
"""The year's ends that some year of the forecast is compared at."""
NO_CHANGE: Final = ("", "som i dag")


GROUPS: Final = {
    "Andra vikter, i procent": ("vikt_under", "vikt_over"),
    "En annan grundnivå, fördelning eller sammanläggning": ("grundniva", "nyckel_ar", "provad_sammanlaggning"),
    "En annan befolkning": ("folk_kommun", "folk_vilka", "folk_ar", "folk_antal"),
}
"""The fields of what is tried, under their headings."""


class TryingForm(ChoicesForm):
    """What is otherwise than today. Empty fields change nothing."""

    vikt_under = forms.CharField(label="Under 80 år", required=False, max_length=10, help_text="I avtalet 40.")
    vikt_over = forms.CharField(
        label="80 år och äldre",
        required=False,
        max_length=10,
        help_text="I avtalet 60. De två är tillsammans 100.",
    )
    provad_sammanlaggning = forms.ChoiceField(
        label="Index och demografi läggs ihop",
        required=False,
        choices=[NO_CHANGE, *((key, each.value) for key, each in COMBINATIONS.items())],
        error_messages={"invalid_choice": "Välj adderat eller multiplicerat."},
    )
    grundniva = forms.CharField(label="Grundnivå, miljoner kronor", required=False, max_length=10)
    nyckel_ar = forms.TypedChoiceField(
        label="Länets belopp fördelas efter befolkningen",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "fördelas som i dag"), *((year, f"vid slutet av {year}") for year in KEY_YEARS)],
        error_messages={"invalid_choice": f"Välj ett år mellan {KEY_YEARS[0]} och {KEY_YEARS[-1]}."},
    )
    folk_kommun = forms.ChoiceField(
        label="Kommun",
        required=False,
        choices=[("", "ingen kommun"), *((each, each) for each in MUNICIPALITIES)],
        error_messages={"invalid_choice": f"Välj en av kommunerna: {', '.join(MUNICIPALITIES)}."},
    )
    folk_vilka = forms.ChoiceField(
        label="Vilka",
        required=False,
        choices=[("alla", "alla invånare"), ("80", "80 år och äldre")],
        error_messages={"invalid_choice": "Välj alla invånare eller 80 år och äldre."},
    )
    folk_ar = forms.TypedChoiceField(
        label="Vid slutet av",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(year, str(year)) for year in PEOPLE_YEARS],
        error_messages={"invalid_choice": f"Välj ett år mellan {PEOPLE_YEARS[0]} och {PEOPLE_YEARS[-1]}."},
    )
    folk_antal = forms.CharField(label="Antal", required=False, max_length=10)

    def __init__(self, data: Mapping[str, str], *, given: Given, index_years: Iterable[int]) -> None:
        tried = {tried_name(year): data.get(tried_name(year), "") for year in range(START, LAST)}
        super().__init__(data, given=given, index_years=index_years)
        self.data = {**self.data, **tried}
        for year in range(START, LAST):
            self.fields[tried_name(year)] = IndexField(
                label=str(year), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
            )

    @property
    def tried_fields(self) -> list[forms.BoundField]:
        """Another index for each year."""
        return [self[tried_name(year)] for year in range(START, LAST)]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """All that is tried but the index, what goes together under one heading."""
        return [{"title": title, "fields": [self[name] for name in names]} for title, names in GROUPS.items()]

    def clean(self) -> dict[str, Any]:
        """Numbers as numbers; what goes together is whole."""
        said = super().clean() or {}
        for name in ("vikt_under", "vikt_over", "grundniva", "folk_antal"):
            text = said.get(name) or ""
            said[name] = read_number(text, 0 if name == "folk_antal" else 2) if text else None
            if text and said[name] is None:
                kind = "helt tal, till exempel 27000" if name == "folk_antal" else "tal, till exempel 40 eller 142,4"
                self.add_error(name, f"”{text}” är inget {kind}.")
        if (said.get("vikt_under") is None) != (said.get("vikt_over") is None) and not self.errors:
            empty = "vikt_under" if said.get("vikt_under") is None else "vikt_over"
            self.add_error(empty, "Ange båda vikterna; de är tillsammans 100 procent.")
        if said.get("folk_kommun") and said.get("folk_antal") is None and "folk_antal" not in self.errors:
            self.add_error("folk_antal", f"Skriv hur många som i stället bor i {said['folk_kommun']}.")
        if said.get("folk_antal") is not None and not said.get("folk_kommun"):
            self.add_error("folk_kommun", "Välj vilken kommun befolkningen gäller.")
        return said


def tried_name(year: int) -> str:
    """The name of a year's tried index in an address."""
    return f"prov{year}"


def steps_of(form: TryingForm) -> list[tuple[Step, tuple[str, ...]]]:
    """The changes of a valid form, each with the words that make it on the command line. Raises MoneyError."""
    said = form.cleaned_data
    found: list[tuple[Step, tuple[str, ...]]] = []
    for year in range(START, LAST):
        reach = said.get(tried_name(year))
        if isinstance(reach, Reach):
            found.append((with_index(year, reach.low, reach.high), ("--try-opi", f"{year}={canonical(reach)}")))
    if said["vikt_under"] is not None:
        words = f"{canonical(said['vikt_under'])}/{canonical(said['vikt_over'])}"
        found.append((with_weights(said["vikt_under"] / 100, said["vikt_over"] / 100), ("--weights", words)))
    if said["provad_sammanlaggning"]:
        key = said["provad_sammanlaggning"]
        found.append((with_combination(COMBINATIONS[key]), ("--try-combination", key)))
    if said["folk_kommun"]:
        found.append(_people(said))
    if said["grundniva"] is not None:
        found.append(_base(form.given, said["grundniva"]))
    if said["nyckel_ar"] is not None:
        year = said["nyckel_ar"]
        step = with_key(population_key(population(), year), f"befolkningen vid slutet av {year}")
        found.append((step, ("--key", str(year))))
    return found


def _people(said: Mapping[str, Any]) -> tuple[Step, tuple[str, ...]]:
    municipality, year, count = said["folk_kommun"], said["folk_ar"] or PEOPLE_YEARS[0], int(said["folk_antal"])
    oldest = said["folk_vilka"] == "80"
    option = "--people-80" if oldest else "--people"
    return with_population(municipality, year, count, oldest=oldest), (option, f"{municipality}={year}:{count}")


def _base(given: Given, millions: Fraction) -> tuple[Step, tuple[str, ...]]:
    held = given.get("grundniva")
    today = "142,4" if held is None else str(held.value)
    text = canonical(millions)
    tried = PUBLISHED_BASES.get(text) or Base(millions * KRONOR_PER_MILLION, TRIED)
    return with_base(PUBLISHED_BASES[today], tried), ("--base", text, "--today-base", today)
