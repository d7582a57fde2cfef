"""What is chosen when a figure is computed: how index and demography meet, which year's ends, and what index is assumed.

The choices stand in the address, so that what somebody sees can be shared. What the address does not say is what a
controller has assumed (`assumptions`); what nobody has assumed is the first choice of the command line, and the page says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from django import forms

from samsyn.economics.derivation import Derivation, Unit, assumed
from samsyn.economics.figures import population
from samsyn.economics.home_care import HomeCare
from samsyn.economics.indexation import Circumstances, Combination, Lag, assumed_index, circumstances
from samsyn.money.amount import MoneyError
from samsyn_web.economics.assumptions import Given
from samsyn_web.economics.forms import OurForm
from samsyn_web.economics.known_parameters import PARAMETERS, Reach, Unreadable, canonical, read_value

COMBINATIONS: Final = {"multiplicerat": Combination.MULTIPLIED, "adderat": Combination.ADDED}
LAGS: Final = {
    "3,2": "tredje och andra årsskiftet före året",
    "2,1": "andra och första årsskiftet före året",
    "4,3": "fjärde och tredje årsskiftet före året",
}
USUAL_COMBINATION, USUAL_LAG = "multiplicerat", "3,2"


class MissingIndex(MoneyError):
    """Index years that are neither published nor assumed; nothing is computed. `known` and `qualifier` lead to the form."""

    def __init__(self, years: Iterable[int]) -> None:
        named = [str(year) for year in years]
        super().__init__(
            f"Omsorgsprisindex för {', '.join(named)} är inte publicerat bland våra källor, och inget räknas utan det. "
            "Ange ett spann i procent för varje år på den här sidan, eller låt en controller ange det under Antaganden."
        )
        self.known = PARAMETERS["opi"]
        self.qualifier = named[0]


class IndexField(forms.CharField):
    """The index of a year as a range in per cent."""

    def clean(self, value: Any) -> Reach | None:
        """The range; None when nothing is said. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = read_value(PARAMETERS["opi"], text)
        except Unreadable as error:
            raise forms.ValidationError(f"Omsorgsprisindex {self.label}: {error}") from None
        assert isinstance(found, Reach)
        return found


class ChoicesForm(OurForm):
    """The choices in an address. `index_years` are those whose index may be assumed."""

    sammanlaggning = forms.ChoiceField(
        label="Index och demografi",
        choices=[(key, each.value) for key, each in COMBINATIONS.items()],
        error_messages={"invalid_choice": "Välj adderat eller multiplicerat."},
    )
    jamforelsear = forms.ChoiceField(
        label="Befolkningen jämförs mellan",
        choices=list(LAGS.items()),
        error_messages={"invalid_choice": "Välj vilka årsskiften som jämförs."},
    )

    def __init__(self, data: Mapping[str, str], *, given: Given, index_years: Iterable[int]) -> None:
        self.given = given
        self.index_years = tuple(index_years)
        combination = given.get("sammanlaggning")
        usual = {
            "sammanlaggning": USUAL_COMBINATION if combination is None else str(combination.value),
            "jamforelsear": USUAL_LAG,
        }
        for year in self.index_years:
            held = given.get("opi", str(year))
            usual[index_name(year)] = "" if held is None or held.value is None else canonical(held.value)
        names = [*self.base_fields, *usual]
        super().__init__({name: data[name] if name in data else usual.get(name, "") for name in names}, label_suffix="")
        for year in self.index_years:
            self.fields[index_name(year)] = IndexField(
                label=str(year), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
            )

    @property
    def index_fields(self) -> list[forms.BoundField]:
        """The fields of index years."""
        return [self[index_name(year)] for year in self.index_years]


def index_name(year: int) -> str:
    """The name of a year's index in an address."""
    return f"opi{year}"


@dataclass(frozen=True)
class Chosen:
    """What was chosen: the circumstances, and the words of the command line that choose the same."""

    facts: Circumstances
    command: tuple[str, ...]
    combination: str
    lag: str


def chosen(form: ChoicesForm, home: HomeCare, needed: Iterable[int]) -> Chosen:
    """The circumstances of a valid form. Raises MissingIndex for years of `needed` that are neither published nor assumed."""
    said = form.cleaned_data
    assumptions: dict[int, Derivation] = {}
    words: list[str] = []
    for year in form.index_years:
        reach = said.get(index_name(year))
        if reach is not None and year not in home.clause.index:
            assumptions[year] = _assumption(form.given, year, reach)
            words += ["--opi", f"{year}={canonical(reach)}"]
    missing = [year for year in needed if year not in assumptions and year not in home.clause.index]
    if missing:
        raise MissingIndex(missing)
    before, after = map(int, said["jamforelsear"].split(","))
    facts = replace(
        circumstances(home.clause, population(), assumptions),
        combination=COMBINATIONS[said["sammanlaggning"]],
        lag=Lag(before, after),
    )
    if said["sammanlaggning"] != USUAL_COMBINATION:
        words += ["--combination", said["sammanlaggning"]]
    if said["jamforelsear"] != USUAL_LAG:
        words += ["--compare-years", said["jamforelsear"]]
    return Chosen(facts, tuple(words), said["sammanlaggning"], said["jamforelsear"])


def _assumption(given: Given, year: int, reach: Reach) -> Derivation:
    """The controller's assumption with its source when that is what is computed with, else that of whoever asks."""
    held = given.get("opi", str(year))
    if held is not None and held.value == reach:
        return assumed(f"omsorgsprisindex {year}", reach.low, reach.high, Unit.SHARE, held.told)
    return assumed_index(year, reach.low, reach.high)


def unpublished(home: HomeCare, years: Iterable[int]) -> list[int]:
    """Those of some years that have no published index."""
    return [year for year in years if year not in home.clause.index]


def is_exact(facts: Circumstances, years: Iterable[int]) -> bool:
    """Whether every index of some years is one number: what is assumed as a range is no ground for paying."""
    return all(_spread(facts.index[year]) == 0 for year in years if facts.index[year].note)


def _spread(figure: Derivation) -> Fraction:
    return figure.high - figure.low
