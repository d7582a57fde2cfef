"""The pages of the log review: what is unusual, all rows, a sample; one row; break-glass; the person's own extract."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn_web.access.reading import current_number
from samsyn_web.access.refusals import NeedsConfirmation, NotThere
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest, Visit
from samsyn_web.journal.models import Case, IdentityNumber, Person
from samsyn_web.review import extract, reviewing
from samsyn_web.review.forms import FoundForm, PersonForm, ScopeForm
from samsyn_web.review.reviewing import Check
from samsyn_web.trail.models import FOUND, Entry, Review, What

PAGE: Final = 50
SAMPLE: Final = 20
VIEWS: Final = {"avvikelser": "Avvikelser", "rader": "Alla rader", "urval": "Slumpurval"}


@dataclass(frozen=True)
class Line:
    """An entry as a list shows it."""

    entry: Entry
    why: str
    cases: Sequence[str]
    review: Review | None

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[Role(self.entry.role)] if self.entry.role in set(Role) else ""

    @property
    def persons(self) -> int:
        return len(self.entry.persons)


@dataclass(frozen=True)
class Found:
    """What one check found."""

    check: Check
    lines: Sequence[Line]
    has_more: bool


@require_GET
def log(request: SignedRequest) -> HttpResponse:
    """The log review's first page."""
    visit = request.visit
    needs_role(visit, Role.LOG_REVIEWER)
    view = request.GET.get("vy", "avvikelser")
    if view not in VIEWS:
        raise NotThere
    form = ScopeForm(request.GET, party=visit.worker.party, today=visit.now.astimezone(STOCKHOLM).date())
    is_sound = form.is_valid()
    query = urlencode([(name, form.data[name]) for name in form.fields if form.data.get(name)])
    shown = {
        "form": form,
        "view": view,
        "views": [{"id": one, "name": name, "current": one == view} for one, name in VIEWS.items()],
        "query": query,
        "emergencies": list(reviewing.emergencies(visit.worker.party)[:PAGE]),
        "provider": visit.worker.party.name,
    }
    visit.tracks.touch(What.LISTED, why=f"Granskade loggen, {VIEWS[view].lower()}: {query}")
    if not is_sound:
        return render(request, "review/logg.html", shown, status=422)
    scope = form.scope()
    if view == "avvikelser":
        findings = {check: check.find(scope) for check in reviewing.CHECKS}
        told = iter(_lines([one.entry for found in findings.values() for one in found]))
        shown["found"] = [
            Found(
                check,
                [Line(line.entry, one.why, line.cases, line.review) for one, line in zip(found, told, strict=False)][
                    : reviewing.MOST
                ],
                len(found) > reviewing.MOST,
            )
            for check, found in findings.items()
        ]
        shown["most"] = reviewing.MOST
    elif view == "urval":
        said = request.GET.get("fro", "")
        seed = int(said) if said.isdecimal() and len(said) <= 9 else secrets.randbelow(10**6)
        numbers = reviewing.sample(scope, seed, SAMPLE)
        shown |= {"seed": seed, "lines": _lines(list(scope.entries().filter(pk__in=numbers))), "size": SAMPLE}
    else:
        page = Paginator(scope.entries(), PAGE).get_page(request.GET.get("sida"))
        shown |= {"page": page, "lines": _lines(list(page)), "rows_query": f"vy=rader&{query}&"}
    return render(request, "review/logg.html", shown)


def _lines(entries: Sequence[Entry]) -> list[Line]:
    """Entries with the numbers of their cases and what was found about them: two queries."""
    wanted = {case for entry in entries for case in entry.cases[:5]}
    numbers = {str(pk): number for pk, number in Case.objects.filter(pk__in=wanted).values_list("pk", "number")}
    reviews = reviewing.reviewed(entries)
    return [
        Line(
            entry,
            "",
            [numbers[case] for case in entry.cases[:5] if case in numbers],
            reviews.get(entry.pk),
        )
        for entry in entries
    ]


@require_http_methods(["GET", "POST"])
def row(request: SignedRequest, number: int) -> HttpResponse:
    """One entry, what was found about it, and a form for finding."""
    visit = request.visit
    needs_role(visit, Role.LOG_REVIEWER)
    entry = reviewing.entry(visit, number)
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reviewing.review(visit, entry, form.cleaned_data["found"], form.cleaned_data["note"])
        messages.success(request, "Granskningen är antecknad.")
        return redirect("logg-rad", number=number)
    visit.tracks.touch(What.LISTED, why=f"Granskade loggrad {entry.pk}.")
    (line,) = _lines([entry])
    return render(
        request,
        "review/rad.html",
        {"line": line, "entry": entry, "form": form, "is_own": entry.account_id == visit.worker.account.pk},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def emergency(request: SignedRequest, number: int) -> HttpResponse:
    """One break-glass: its reason, what was opened under it, and a form for finding."""
    visit = request.visit
    needs_role(visit, Role.LOG_REVIEWER)
    about = reviewing.emergency(visit, number)
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reviewing.review_emergency(visit, about, form.cleaned_data["found"], form.cleaned_data["note"])
        messages.success(request, "Granskningen är antecknad.")
        return redirect("logg-nodoppning", number=number)
    visit.tracks.touch(What.LISTED, why=f"Granskade nödöppning {about.pk}.")
    under = Entry.objects.filter(
        account=about.account, touched__person=about.person_id, at__gte=about.starts, at__lt=about.ends
    ).select_related("account", "unit")
    return render(
        request,
        "review/nodoppning.html",
        {
            "about": about,
            "lines": _lines(list(under[:PAGE])),
            "form": form,
            "is_own": about.account_id == visit.worker.account.pk,
            "found": dict(FOUND).get(about.found, ""),
        },
        status=422 if form.errors else 200,
    )


# ---- the person's own extract


@require_http_methods(["GET", "POST"])
def find_person(request: SignedRequest) -> HttpResponse:
    """Find the person who has asked for their extract, by their whole number."""
    visit = request.visit
    needs_role(visit, Role.LOG_REVIEWER)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = "".join(sign for sign in form.cleaned_data["number"] if sign.isalnum()).upper()
        found = IdentityNumber.objects.filter(number=typed).first()
        visit.tracks.touch(What.SEARCHED, () if found is None else (found.person_id,), why="Sökte för loggutdrag.")
        if found is not None:
            return redirect("person-loggutdrag", person_id=found.person_id)
        form.add_error("number", "Ingen person i Samsyn har det numret. Kontrollera siffrorna.")
    return render(request, "review/utdrag_sok.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person_extract(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Whose extract it is, to be sure; and on POST the extract itself, as PDF."""
    visit = request.visit
    needs_role(visit, Role.LOG_REVIEWER)
    person = _person(visit, person_id)
    if request.method == "GET":
        visit.tracks.touch(What.READ, (person.pk,), why="Kontrollerade vem loggutdraget gäller.")
        return render(request, "review/utdrag.html", {"person": person, "number": current_number(person)})
    visit.tracks.touch(What.EXPORTED, (person.pk,), why="Loggutdrag till den enskilde.")
    found = extract.rows(person.pk)
    made = extract.as_pdf(person.name, current_number(person), found, visit.worker.party.name, visit.now)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="loggutdrag.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _person(visit: Visit, person_id: UUID) -> Person:
    found = Person.objects.prefetch_related("numbers").filter(pk=person_id).first()
    if found is None:
        raise NotThere
    if found.protection and str(found.pk) not in visit.confirmed:
        raise NeedsConfirmation(found.pk)
    return found
