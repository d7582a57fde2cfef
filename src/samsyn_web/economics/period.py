"""Which month or year does a page of the money show? The one in the address, chosen from a list; else the latest that is over."""

from collections.abc import Iterator, Sequence
from typing import Final

from django import forms

from samsyn.economics.months import Month
from samsyn_web.access.refusals import NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics.forms import OurForm

MONTHS: Final = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def month_words(month: Month) -> str:
    """“maj 2026”."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def months_back(first: Month, last: Month) -> Iterator[Month]:
    """The months from the last back to the first."""
    month = last
    while month >= first:
        yield month
        month = month.later(-1)


def month_asked(request: SignedRequest, first: Month, now: Month) -> Month:
    """The month of the address; the latest that is over when it names none. Raises NotThere for one outside."""
    text = request.GET.get("manad")
    if text is None:
        return max(first, now.later(-1))
    return next((month for month in months_back(first, now) if str(month) == text), None) or _not_there()


def _not_there() -> Month:
    raise NotThere


class MonthForm(OurForm):
    """A month from a list, asked for by the address."""

    def __init__(self, chosen: Month, months: Iterator[Month] | Sequence[Month]) -> None:
        super().__init__(initial={"manad": str(chosen)}, label_suffix="")
        self.fields["manad"] = forms.ChoiceField(
            label="Månad", choices=[(str(month), month_words(month)) for month in months]
        )


class YearForm(OurForm):
    """A year from a list, asked for by the address."""

    def __init__(self, chosen: int, years: Sequence[int]) -> None:
        super().__init__(initial={"ar": str(chosen)}, label_suffix="")
        self.fields["ar"] = forms.ChoiceField(label="År", choices=[(str(year), str(year)) for year in years])
