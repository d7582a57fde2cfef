"""The pages of care homes: a home's year of duties, who of its residents lacks something, and all homes of a unit by numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samsyn.processes.care_home import CARE_HOME, ENTER, RENEW
from samsyn.processes.cast import PRIMARY_CARE
from samsyn.processes.recurrence import COUNTED, Record, Standing, status
from samsyn.processes.residence import CONTACT, KEPT, RESIDENCE
from samsyn.processes.undertakings import Undertaking
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import NotThere, Refused
from samsyn_web.access.visit import SignedRequest
from samsyn_web.casework import case_page, duties_page
from samsyn_web.casework.duties_page import OPEN, Year
from samsyn_web.directory import places
from samsyn_web.directory.models import PublishedPlaces, Unit
from samsyn_web.journal.keeping_duties import duties_of
from samsyn_web.journal.models import Case
from samsyn_web.swedish import in_sweden

CONTACTS: Final = "fast läkarkontakt"
REVIEWS: Final = "läkemedelsgenomgång"
"""The rows whose numbers the list of homes shows."""
MOST: Final = 200
"""Residents on a page: more than any home has."""


def _home(hsa_id: str) -> Unit:
    found = Unit.objects.select_related("party", "served_by").filter(pk=hsa_id).first()
    if found is None or found.unit_kind not in CARE_HOME.about_units:
        raise NotThere
    return found


def _year(request: SignedRequest) -> Year:
    today = in_sweden(request.visit.now).date()
    said = request.GET.get("ar", "")
    year = int(said) if said.isascii() and said.isdecimal() and len(said) == 4 else today.year
    return Year(min(max(year, 1992), today.year), today)


@require_GET
def year(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """A home's year: every duty of its agreement, how it stands, what shows it, by when."""
    visit, home = request.visit, _home(hsa_id)
    case = reading.case_about(visit, home, CARE_HOME.id)
    if case is None:
        return render(request, "casework/sabo_utan_avtal.html", {"unit": home}, status=200)
    opened = reading.case(visit, case)
    looked = _year(request)
    published = places.published(home)
    duties = duties_page.with_places(opened.seen.undertakings, published)
    names = case_page.names_for(opened)
    who = duties_page.told_by(opened, names, {row.valid_from: row for row in reversed(published)})
    rows = duties_page.in_year(duties, looked, who)
    first = min((one.record.since.year for one in duties), default=looked.today.year)
    residents = reading.residents_duties(visit, [home.pk]).get(home.pk, [])
    mine, _ = case_page.possible_acts(opened, visit, names)
    return render(
        request,
        "casework/sabo.html",
        {
            "unit": home,
            "case": opened.case,
            "year": looked.year,
            "years": range(looked.today.year, first - 1, -1),
            "is_this_year": looked.year == looked.today.year,
            "rows": [row for row in rows if row["standing"] is not Standing.SILENT],
            "silent": [row for row in rows if row["standing"] is Standing.SILENT],
            "sums": _sums(rows),
            "missed": duties_page.missed_before(duties, looked),
            "counted": COUNTED,
            "agreement": duties[0].agreement.text if duties else None,
            "agreement_id": duties[0].agreement.id if duties else "",
            "counts": duties_page.counted(residents, looked),
            "residents": len(residents),
            "sees_residents": _sees_residents(request, home),
            "published": _by_year(published, looked.year, first),
            "renewal": _renewal(opened, duties),
            "acts": [one for one in mine if one.is_expected],
            "stage": opened.seen.state.stage,
        },
    )


def _sums(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Standing, str, int]]:
    found = [(standing, sum(row["standing"] is standing for row in rows)) for standing in (Standing.MET, *OPEN)]
    return [(standing, duties_page.BADGES[standing], number) for standing, number in found]


def _sees_residents(request: SignedRequest, home: Unit) -> bool:
    """Whether the worker works where the residents have their care: at the home, or at a vårdcentral."""
    worker = request.visit.worker
    return worker.is_clinical and (worker.unit.pk == home.pk or worker.unit.unit_kind in PRIMARY_CARE)


def _by_year(rows: Sequence[PublishedPlaces], last: int, first: int) -> list[tuple[int, PublishedPlaces | None]]:
    """The number of places at the end of each year, the latest first."""
    return [
        (each, next((row for row in rows if row.valid_from <= date(each, 12, 31)), None))
        for each in range(last, first - 1, -1)
    ]


def _renewal(opened: OpenCase, duties: Sequence[Undertaking]) -> dict[str, Any]:
    """When the agreement began and ends, whether it is renewed by itself, and what the text does not say of that."""
    state = opened.seen.state
    saying = [event for event in state.counted() if event.kind in {ENTER, RENEW} and "loper_ut" in event.data]
    periods = [one for one in duties[0].agreement.provisions if one.kind == "Frist"] if duties else []
    titles = duties[0].agreement.text.sources if duties else {}
    return {
        "from": state.said(ENTER, "galler_fran"),
        "until": str(saying[-1].data["loper_ut"]) if saying else "",
        "ends": state.said("saga_upp", "upphor"),
        "periods": [
            {
                "name": one.name,
                "renews": "avtalet löper ut" in one.columns["Startar"],
                "length": "" if "Längd" in one.silent_about else f"{one.columns['Längd']} {one.columns['Räknas i']}",
                "sources": [
                    {"title": titles[cited.key].title, "place": cited.locus, "kind": cited.kind.value}
                    for cited in one.citations
                ],
            }
            for one in periods
        ],
    }


@require_GET
def residents(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """The residents for whom something remains, by name: for those who care for them. What is shown is on the trail."""
    visit, home = request.visit, _home(hsa_id)
    if not _sees_residents(request, home):
        raise Refused(
            "De boendes namn visas för dem som vårdar dem.",
            "Boendets personal, eller vårdcentralen, ser vilka det gäller.",
        )
    looked, chosen = _year(request), request.GET.get("atagande", "")
    cases = list(
        reading.unit_cases(visit)
        .filter(process=RESIDENCE.id, is_open=True, pk__in=reading.cases_at(home.pk))
        .order_by("person__family_name", "person__given_name", "pk")[:MOST]
    )
    rows = [row for case in cases if (row := _resident(case, looked, chosen)) is not None]
    reading.listed(visit, [row["case"] for row in rows])
    return render(
        request,
        "casework/sabo_boende.html",
        {
            "unit": home,
            "year": looked.year,
            "rows": rows,
            "residents": len(cases),
            "chosen": chosen if chosen in KEPT else "",
            "choices": list(KEPT),
            "contact_act": CONTACT,
        },
    )


def _resident(case: Case, looked: Year, chosen: str) -> dict[str, Any] | None:
    """A resident with what remains for them; None when nothing does, of what was asked for."""
    lacking = []
    for record in duties_of(case.undertakings):
        found = status(record, looked.year, looked.today)
        if found.standing in OPEN and (chosen not in KEPT or chosen == record.row):
            lacking.append(
                {
                    "name": record.row,
                    "word": found.standing.value,
                    "badge": duties_page.BADGES[found.standing],
                    "due": found.due,
                }
            )
    if not lacking or case.person is None:
        return None
    return {
        "case": case,
        "name": reading.shown_name(case.person),
        "number": "" if reading.is_secret(case.person) else reading.current_number(case.person),
        "lacking": lacking,
    }


@require_GET
def homes(request: SignedRequest) -> HttpResponse:
    """The homes whose agreement the worker's unit takes part in, by numbers alone."""
    visit = request.visit
    looked = _year(request)
    cases = list(
        reading.unit_cases(visit)
        .filter(process=CARE_HOME.id, is_open=True)
        .order_by("about_unit__municipality", "about_unit__name", "pk")
    )
    reading.listed(visit, cases)
    units = [case.about_unit_id for case in cases if case.about_unit_id is not None]
    kept = reading.residents_duties(visit, units)
    today = looked.today
    all_places: dict[str, list[PublishedPlaces]] = {}
    for row in PublishedPlaces.objects.filter(unit__in=units):
        all_places.setdefault(row.unit_id, []).append(row)
    rows = [
        _line(case, looked, kept.get(str(case.about_unit_id), []), all_places.get(str(case.about_unit_id), []), today)
        for case in cases
    ]
    return render(
        request, "casework/sabo_alla.html", {"rows": rows, "year": looked.year, "years": (today.year, today.year - 1)}
    )


def _line(
    case: Case, looked: Year, kept: Sequence[Sequence[Record]], published: Sequence[PublishedPlaces], today: date
) -> dict[str, Any]:
    records = [
        record if not _is_published(record) else _with(record, published) for record in duties_of(case.undertakings)
    ]
    standings = [status(record, looked.year, looked.today).standing for record in records]
    counts = {one.row: one for one in duties_page.counted(kept, looked)}
    standing = [row for row in published if row.valid_from <= min(today, date(looked.year, 12, 31))]
    return {
        "unit": case.about_unit,
        "case": case,
        "places": standing[-1].places if standing else None,
        "met": standings.count(Standing.MET),
        "due": standings.count(Standing.DUE) + standings.count(Standing.UNPROVEN),
        "missed": standings.count(Standing.MISSED),
        "residents": len(kept),
        "contacts": counts.get(CONTACTS),
        "reviews": counts.get(REVIEWS),
    }


def _is_published(record: Record) -> bool:
    row = CARE_HOME.undertakes.kept.get(record.row) if CARE_HOME.undertakes else None
    return row is not None and row.published


def _with(record: Record, published: Sequence[PublishedPlaces]) -> Record:
    return replace(record, proofs=duties_page.published_proofs(published))
