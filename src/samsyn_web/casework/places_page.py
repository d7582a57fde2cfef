"""How many places a care home has, year by year; the region publishes a new number here."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samsyn.processes.cast import Role, Side, UnitKind
from samsyn_web.access import keeping
from samsyn_web.access.forms import OurForm
from samsyn_web.access.refusals import NotThere, Refused
from samsyn_web.access.visit import SignedRequest, Worker
from samsyn_web.directory import places
from samsyn_web.directory.models import Unit
from samsyn_web.swedish import in_sweden

PUBLISHERS: Final = frozenset({Role.STRATEGIST, Role.ADMINISTRATOR})
MOST_PLACES: Final = 999
AHEAD: Final = timedelta(days=2 * 366)
"""A day further ahead is a slip of the pen: our choice."""


def may_publish(worker: Worker) -> bool:
    """Whether somebody publishes places: strategists and administrators in the region's management."""
    return (
        worker.role in PUBLISHERS
        and worker.unit.unit_kind is UnitKind.MANAGEMENT
        and Side(worker.party.side) is Side.REGION
    )


class PlacesForm(OurForm):
    """A number of places from a day."""

    antal = forms.IntegerField(
        label="Antal platser",
        min_value=1,
        max_value=MOST_PLACES,
        error_messages={
            "required": "Skriv hur många platser boendet har.",
            "invalid": "Skriv ett heltal, till exempel 48.",
            "min_value": "Ett boende har minst en plats. Ett boende som läggs ned avslutas i katalogen.",
            "max_value": f"Skriv ett antal som är högst {MOST_PLACES}. Kontrollera siffrorna.",
        },
    )
    fran = forms.DateField(
        label="Gäller från",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Skriv från vilken dag antalet gäller.", "invalid": "Skriv dagen som 2026-01-01."},
    )
    kalla = forms.CharField(
        label="Källa",
        help_text="Var antalet är publicerat, till exempel ”vårdgivarwebben 2026-01-15”.",
        max_length=200,
        error_messages={
            "required": "Skriv var antalet är publicerat.",
            "max_length": "Texten är för lång. Skriv högst 200 tecken.",
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_fran(self) -> date:
        """A day that is not too far away."""
        day: date = self.cleaned_data["fran"]
        if not date(1992, 1, 1) <= day <= self.today + AHEAD:
            raise forms.ValidationError("Dagen ligger för långt bort. Kontrollera årtalet.")
        return day


@require_http_methods(["GET", "POST"])
def show(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """Every number that has been published for the home, and a new one."""
    unit = Unit.objects.select_related("party").filter(pk=hsa_id).first()
    if unit is None or not places.has_places(unit):
        raise NotThere
    visit = request.visit
    today = in_sweden(visit.now).date()
    can_publish = may_publish(visit.worker)
    form = PlacesForm(request.POST or None, today=today)
    if request.method == "POST":
        if not can_publish:
            raise Refused(
                "Antalet platser publiceras av regionen.", "En strateg eller administratör i regionens ledning."
            )
        if form.is_valid():
            said = form.cleaned_data
            new = places.publish(
                unit=unit,
                places=said["antal"],
                valid_from=said["fran"],
                source=said["kalla"],
                by=visit.worker.account,
                at=visit.now,
            )
            messages.success(request, "Antalet är publicerat." if new else "Det antalet gäller redan från den dagen.")
            return redirect("platser", unit.pk)
    elif can_publish:
        keeping.refill(request, form)
    rows = places.published(unit)
    holding = next((row for row in rows if row.valid_from <= today), None)
    replaced = {row.pk for before, row in pairwise(rows) if before.valid_from == row.valid_from}
    return render(
        request,
        "casework/platser.html",
        {
            "unit": unit,
            "rows": [(row, _standing(row.valid_from > today, row == holding, row.pk in replaced)) for row in rows],
            "form": form if can_publish else None,
        },
        status=422 if form.errors else 200,
    )


def _standing(is_coming: bool, is_holding: bool, is_replaced: bool) -> str:
    if is_replaced:
        return "ersatt"
    if is_coming:
        return "kommande"
    return "gäller" if is_holding else "tidigare"
