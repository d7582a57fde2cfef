"""The page for when a row of an agreement was wrong: how many open cases of each unit need a look. No person is shown."""

from collections import Counter
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samsyn.documents.identifiers import fold
from samsyn.processes.cast import Role
from samsyn.rules.library import FaultyTextError, Library, NotFoundError
from samsyn_web.access.forms import OurForm
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest
from samsyn_web.directory.models import Unit
from samsyn_web.journal.affected import Found, affected
from samsyn_web.journal.models import Participation
from samsyn_web.journal.texts import texts

READERS: Final = (Role.STRATEGIST, Role.CHIEF_NURSE, Role.ADMINISTRATOR)


class RowForm(OurForm):
    """Which row of which agreement."""

    avtal = forms.ChoiceField(label="Avtal", error_messages={"required": "Välj avtalet."})
    rad = forms.CharField(
        label="Raden som är fel",
        help_text="Radens namn, som det står i avtalets tabell.",
        max_length=200,
        error_messages={
            "required": "Skriv radens namn.",
            "max_length": "Namnet är för långt. Skriv högst 200 tecken.",
        },
    )

    def __init__(self, library: Library, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["avtal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Välj"), *((one, title(library, one)) for one in library.agreements)]
        self.fields["rad"].widget.attrs["list"] = "rader"


def title(library: Library, agreement: str) -> str:
    """What an agreement is called now, with its place in the library."""
    try:
        return f"{library.agreement_text(agreement, library.latest(agreement)).title} ({agreement})"
    except (NotFoundError, FaultyTextError):
        return agreement


def row_names(library: Library, agreement: str) -> list[str]:
    """The names of the rows in every version of an agreement."""
    found: dict[str, None] = {}
    for version in library.agreements.get(agreement, ()):
        try:
            text = library.usable(agreement, version)
        except (NotFoundError, FaultyTextError):
            continue
        for decision in text.decisions:
            if decision.agreement.partition("@")[0] == agreement:
                found |= dict.fromkeys(row.name for row in decision.rows)
        found |= dict.fromkeys(one.name for one in text.provisions)
    return sorted(found, key=fold)


def units_of(found: Found, own: frozenset[str]) -> list[dict[str, Any]]:
    """How many of the cases each unit takes part in, those with most first; numbers only for those at `own` units."""
    numbers = {one.case: one.number for one in found.cases}
    clocked = {one.case for one in found.cases if one.has_clock}
    of_open = Participation.objects.filter(case__is_open=True).values_list("unit_id", "case_id")
    parts = [(unit, case) for unit, case in (of_open.iterator() if numbers else ()) if case in numbers]
    counts = Counter(unit for unit, _ in parts)
    started = Counter(unit for unit, case in parts if case in clocked)
    names = Unit.objects.in_bulk(counts)
    return [
        {
            "unit": names[unit],
            "count": count,
            "started": started[unit],
            "numbers": sorted(numbers[case] for one, case in parts if one == unit) if unit in own else [],
        }
        for unit, count in sorted(counts.items(), key=lambda one: (-one[1], names[one[0]].name))
    ]


@require_GET
def show(request: SignedRequest) -> HttpResponse:
    """Which cases: how many at each unit."""
    visit = request.visit
    needs_role(visit, *READERS)
    library = texts().library
    asked = request.GET.get("avtal", "")
    form = RowForm(library, request.GET if "rad" in request.GET else None, initial={"avtal": asked})
    page: dict[str, Any] = {"form": form, "rows": row_names(library, asked), "found": None}
    if form.is_bound and form.is_valid():
        found = affected(form.cleaned_data["avtal"], form.cleaned_data["rad"])
        own = frozenset(one.unit_id for one in request.holdings)
        page |= {
            "found": found,
            "units": units_of(found, own),
            "started": sum(one.has_clock for one in found.cases),
        }
    return render(request, "casework/berorda_fall.html", page, status=422 if form.errors else 200)
