"""The pages on which a person is registered, and what is known of them is changed."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samsyn.processes.judging import permits
from samsyn.processes.kinds import PROCESSES
from samsyn_web.access import keeping, reading
from samsyn_web.access.reading import OpenPerson
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.visit import SignedRequest, Visit
from samsyn_web.casework import persons
from samsyn_web.casework.person_forms import AboutForm, DeathForm, NumberForm, RegisterForm, tell
from samsyn_web.casework.persons import Known, Stale
from samsyn_web.journal.models import PersonChange

GET_OR_POST: Final = ["GET", "POST"]
KNOWN: Final = "Numret finns redan i Samsyn. Sök på det för att komma till personen."
STALE: Final = (
    "Någon annan har ändrat personens uppgifter sedan sidan visades. Inget av ditt är sparat. "
    "Läs ändringarna längst ned, och spara igen om ditt fortfarande stämmer."
)
CHANGES: Final = 30
"""How many of the latest changes are shown."""


@require_http_methods(GET_OR_POST)
def register(request: SignedRequest) -> HttpResponse:
    """Somebody who was not found."""
    visit = request.visit
    persons.may_register(visit)
    form = RegisterForm(request.POST or None, now=visit.now)
    is_known = False
    if request.method == "POST" and form.is_valid():
        try:
            person = persons.register(
                visit=visit, number=form.number(), born=form.cleaned_data["fodd"], about=form.about()
            )
        except Known:
            is_known = True
            form.add_error("nummer", KNOWN)
        else:
            messages.success(request, "Personen är registrerad.")
            if _can_open(visit):
                return redirect("person", person.pk)
            messages.info(request, "Den enhet som öppnar ett fall hittar personen på numret.")
            return redirect("sok")
    if request.method != "POST":
        keeping.refill(request, form)
    return render(
        request,
        "casework/person_ny.html",
        {"form": form, "is_known": is_known},
        status=422 if form.errors else 200,
    )


def _can_open(visit: Visit) -> bool:
    actor = visit.worker.as_actor()
    return any(permits(process.acts[act], actor) is None for process in PROCESSES.values() for act in process.opens)


@require_http_methods(GET_OR_POST)
def change(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """What is known of a person, to be otherwise."""
    visit = request.visit
    opened = persons.changeable(visit, person_id)
    changes = _changes(opened)
    known = persons.known_about(opened.person)
    form = AboutForm(request.POST or None, known=known, now=visit.now, initial=_seen(changes))
    if request.method == "POST" and form.is_valid():
        try:
            told = persons.change(visit=visit, person_id=person_id, about=form.about(), seen=_said_seen(form))
        except Stale:
            form = _anew(form, changes)
        else:
            messages.success(request, f"Ändrat: {', '.join(told)}." if told else "Inget skilde sig; inget är ändrat.")
            return redirect("person", person_id)
    if request.method != "POST":
        keeping.refill(request, form)
    return _page(request, opened, changes, form, "casework/person_andra.html")


@require_http_methods(GET_OR_POST)
def change_number(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Another number for a person: from a reserve number to a coordination number to a personal one."""
    visit = request.visit
    opened = persons.changeable(visit, person_id)
    changes = _changes(opened)
    form = NumberForm(request.POST or None, now=visit.now, initial=_seen(changes))
    is_known = False
    if request.method == "POST" and form.is_valid():
        try:
            persons.change_number(
                visit=visit,
                person_id=person_id,
                number=form.number(),
                seen=_said_seen(form),
                is_born_corrected=form.cleaned_data["ratta_fodelsedag"],
            )
        except Stale:
            form = _anew(form, changes)
        except Known:
            is_known = True
            form.add_error("nummer", KNOWN)
        except Faulty as faulty:
            tell(form, faulty.faults)
            form.fields["ratta_fodelsedag"].required = True  # it is asked for now
        else:
            messages.success(request, "Numret är bytt. Det gamla finns kvar som tidigare nummer och går att söka på.")
            return redirect("person", person_id)
    if request.method != "POST":
        keeping.refill(request, form)
    return _page(request, opened, changes, form, "casework/person_nummer.html", is_known=is_known)


@require_http_methods(GET_OR_POST)
def death(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """The day a person died."""
    visit = request.visit
    opened = persons.changeable(visit, person_id)
    changes = _changes(opened)
    form = DeathForm(request.POST or None, initial={"avliden": opened.person.died, **_seen(changes)})
    if request.method == "POST" and form.is_valid():
        died = form.cleaned_data["avliden"]
        try:
            still_open = persons.record_death(visit=visit, person_id=person_id, died=died, seen=_said_seen(form))
        except Stale:
            form = _anew(form, changes)
        except Faulty as faulty:
            tell(form, faulty.faults)
        else:
            messages.success(request, "Dödsfallet är registrerat." if died else "Ingen dödsdag är registrerad.")
            if died and still_open:
                numbers = ", ".join(case.number for case in still_open)
                messages.warning(
                    request, f"Fall som pågår avslutas vart och ett med ”Patienten har avlidit”: {numbers}."
                )
            return redirect("person", person_id)
    if request.method != "POST":
        keeping.refill(request, form)
    return _page(request, opened, changes, form, "casework/person_avliden.html")


# ---- what they share


def _changes(opened: OpenPerson) -> list[PersonChange]:
    """The latest changes of a person, the last first."""
    return list(opened.person.changes.select_related("by", "unit")[:CHANGES])


def _seen(changes: Sequence[PersonChange]) -> dict[str, int]:
    """What `persons.stamp` is, of the changes that are shown."""
    return {"sag": changes[0].pk if changes else 0}


def _said_seen(form: Any) -> int:
    seen: int | None = form.cleaned_data["sag"]
    return -1 if seen is None else seen


def _anew(form: Any, changes: Sequence[PersonChange]) -> Any:
    """The same form as it was typed, but of what stands now; it says that somebody else was first."""
    form.data = form.data.copy()
    form.data["sag"] = str(_seen(changes)["sag"])
    form.add_error(None, STALE)
    return form


def _page(
    request: SignedRequest,
    opened: OpenPerson,
    changes: Sequence[PersonChange],
    form: Any,
    template: str,
    **more: object,
) -> HttpResponse:
    return render(
        request,
        template,
        {
            "person": opened.person,
            "number": reading.current_number(opened.person),
            "form": form,
            "changes": changes,
            **more,
        },
        status=422 if form.errors else 200,
    )
