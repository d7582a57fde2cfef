"""The pages of the daily work. Each view fetches through `access`, computes by the pure modules beside it, and shows."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import Value
from samsyn.processes import everywhere
from samsyn.processes.cast import UnitKind
from samsyn.processes.judging import judge
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Act
from samsyn.processes.state import fold
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import NotThere, Refused
from samsyn_web.access.relations import can_list
from samsyn_web.access.visit import SignedRequest, Visit
from samsyn_web.casework import (
    call_card,
    calling,
    case_page,
    deviation_page,
    discharge_page,
    duties_page,
    judged,
    plan_document,
    start_page,
    steps,
)
from samsyn_web.casework import unread as unread_messages
from samsyn_web.casework.precedents import precedents_of
from samsyn_web.directory import places
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Person
from samsyn_web.journal.texts import texts

PAGE: Final = 50
RECENT: Final = 12
"""Events shown at once on a case's page; the older ones are folded."""

SOONEST: Final = F("due").asc(nulls_last=True)
"""What has no time limit comes last, whichever the database."""
SORTS: Final = {
    "tidsgrans": (SOONEST, "opened"),
    "oppnat": ("-opened",),
    "andrat": ("-changed",),
    "skede": ("stage", SOONEST),
}


# ---- start


@require_GET
def start(request: SignedRequest) -> HttpResponse:
    """My unit's day: what nobody has, what waits, what is due, what is new."""
    visit = request.visit
    alarmed = list(reading.alarms(visit)[:20])
    unread = list(reading.unread(visit)[: start_page.MOST])
    duties = list(reading.duties(visit)[: start_page.MOST])
    news = reading.news(visit, 20)
    reminders = unread_messages.of_unit(visit)
    shown = {one.pk: one for one in alarmed}
    shown |= {one.case_id: one.case for one in (*unread, *(one.delivery for one in reminders))}
    shown |= {one.case_id: one.case for one in duties} | {one.case_id: one.case for one in news}
    reading.listed(visit, shown.values())
    return render(
        request,
        "casework/start.html",
        {
            "alarms": start_page.alarms(alarmed),
            "groups": start_page.groups(duties, unread, visit.now),
            "has_tasks": bool(duties or unread),
            "is_cut": len(duties) == start_page.MOST,
            "news": start_page.news(news),
            "unread": unread_messages.shown(reminders),
        },
    )


# ---- whom to call


@require_GET
def call(request: SignedRequest) -> HttpResponse:
    """Whom to call now: at most three questions, no person named."""
    visit = request.visit
    vocabulary = texts().library.vocabulary
    said: dict[str, Value] = {
        name: value
        for name, value in request.GET.dict().items()
        if name in vocabulary.facts and value in getattr(vocabulary.facts[name].domain, "values", ())
    }
    centre = Unit.objects.filter(pk=request.GET.get("vardcentral", "")).first()
    found = calling.whom_to_call(visit.worker, said, visit.now, centre)
    centres = (
        Unit.objects.filter(
            kind__in=["vardcentral", "filial"], municipality=visit.worker.unit.municipality, valid_to=None
        )
        if found.needs_centre
        else []
    )
    return render(
        request,
        "casework/ring.html",
        {"found": found, "said": said, "centres": centres, "centre": centre, "facts": vocabulary.facts},
    )


@require_GET
def wall_card(request: SignedRequest) -> HttpResponse:
    """The numbers on paper, for the wall and for the day the system is down."""
    visit = request.visit
    unit = visit.worker.unit
    return render(
        request,
        "casework/ringkort.html",
        {
            "unit": unit,
            "about": call_card.situation(unit)[0],
            "rows": call_card.rows(visit.worker, visit.now),
            "others": call_card.others(visit.worker, visit.now),
        },
    )


# ---- cases


@require_GET
def cases(request: SignedRequest) -> HttpResponse:
    """The unit's cases: filtered, sorted, in pages."""
    visit = request.visit
    chosen = {
        "slag": request.GET.get("slag", ""),
        "skede": request.GET.get("skede", ""),
        "lage": request.GET.get("lage", "oppna"),
        "ordning": request.GET.get("ordning", "tidsgrans"),
    }
    found = reading.unit_cases(visit)
    if chosen["slag"] in PROCESSES:
        found = found.filter(process=chosen["slag"])
        if chosen["skede"] in PROCESSES[chosen["slag"]].stages:
            found = found.filter(stage=chosen["skede"])
    if chosen["lage"] != "alla":
        found = found.filter(is_open=chosen["lage"] != "avslutade")
    page = Paginator(found.order_by(*SORTS.get(chosen["ordning"], SORTS["tidsgrans"]), "pk"), PAGE).get_page(
        request.GET.get("sida")
    )
    reading.listed(visit, page.object_list)
    rows = [
        {
            "case": one,
            "process": PROCESSES[one.process].name,
            "stage": PROCESSES[one.process].stages[one.stage].name if one.stage else "",
            "name": reading.shown_subject(one),
            "number": "" if one.person is None or reading.is_secret(one.person) else reading.current_number(one.person),
            "is_overdue": one.due is not None and one.due <= visit.now and one.is_open,
        }
        for one in page.object_list
    ]
    query = f"{urlencode(chosen)}&"
    return render(
        request,
        "casework/fall.html",
        {
            "rows": rows,
            "page": page,
            "chosen": chosen,
            "processes": PROCESSES.values(),
            "stages": PROCESSES[chosen["slag"]].stages.values() if chosen["slag"] in PROCESSES else (),
            "query": query,
        },
    )


@require_GET
def case(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """One case: who is responsible, whom to call, what is due, what can be done, what has happened."""
    opened = reading.case(request.visit, case_id)
    shown = case_context(request.visit, opened)
    known = opened.seen.facts if shown["responsibility"] else {}
    shown["precedents"] = precedents_of(known, localdate(request.visit.now)) if known else []
    return render(request, "casework/fallet.html", shown)


@require_GET
def case_on_paper(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """The case on A4, for the day the system is down."""
    opened = reading.case(request.visit, case_id)
    shown = case_context(request.visit, opened) | {
        "contacts": calling.contacts(opened.units.values(), request.visit.now)
    }
    return render(request, "casework/fall_utskrift.html", shown)


def case_context(visit: Visit, opened: OpenCase) -> dict[str, Any]:
    """All that the page of a case shows."""
    names = case_page.names_for(opened)
    state = opened.seen.state
    mine, others = case_page.possible_acts(opened, visit, names)
    calls = case_page.call(opened, visit)
    responsibility = case_page.responsibility(opened, names, visit.now)
    events = case_page.timeline(opened, visit, names, links=True)
    return {
        "opened": opened,
        "case": opened.case,
        "person": opened.person,
        "unit": opened.case.about_unit,
        "number": opened.number,
        "process": state.process,
        "stage": state.stage,
        "steps": steps.steps(state),
        "alarms": opened.seen.alarms,
        "clocks": case_page.clocks(opened, names, visit.now),
        "over": case_page.over(opened, visit),
        "endless": case_page.endless(opened, visit.now),
        "messages_waiting": case_page.messages(opened, visit.worker.unit.pk, names),
        "expected": [one for one in mine if one.is_expected],
        "mine": [one for one in mine if not one.is_expected],
        "others": others,
        "events": events[:RECENT],
        "older": events[RECENT:],
        "can_describe": any(one.act.id == everywhere.NEEDS for one in mine),
        "responsibility": responsibility,
        "waiting": case_page.waiting(opened, names),
        "call": calls.cards[0] if calls.cards else None,
        "calling": calls,
        "checklist": discharge_page.checklist(opened, visit, names),
        "liability": discharge_page.liability(opened, visit.now),
        "unread": unread_messages.shown(unread_messages.of_case(visit, opened), with_case=False),
        "notice_text": discharge_page.notice_text(opened),
        "left_out": discharge_page.left_out(opened),
        "estimated": discharge_page.estimated(opened, visit.now),
        "duties": duties_page.of_case(opened, names, visit.now),
        "judged": judged.judged(opened, visit.now),
        "asked": {name: value for name, value in opened.seen.facts.items() if name in texts().library.vocabulary.facts},
        "plan": plan_document.shown(opened, visit.now),
        "deviation": deviation_page.shown(opened, visit),
        "copy_text": case_page.summary_text(opened, names, visit.now),
        "units": case_page.takes_part(opened, names),
        "hidden": len(opened.hidden),
        "is_coercive": opened.seen.facts.get("tvangsvard", "ingen") != "ingen",
    }


# ---- persons


@require_http_methods(["GET", "POST"])
def search(request: SignedRequest) -> HttpResponse:
    """Search by number, name or unit. A POST: what is searched for never stands in an address."""
    words = request.POST.get("ord", "").replace("\0", "").strip()[:100]
    if request.method != "POST" or not words:
        return render(request, "casework/sok.html", {"words": words, "searched": False})
    found = [
        {
            "person": one,
            "name": reading.shown_name(one),
            "number": "" if reading.is_secret(one) else reading.current_number(one),
        }
        for one in reading.search(request.visit, words)
    ]
    units = [] if words.isdecimal() else list(Unit.objects.filter(name__icontains=words, valid_to=None)[:20])
    return render(request, "casework/sok.html", {"words": words, "searched": True, "found": found, "units": units})


@require_GET
def person(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """One person: who they are, where, their cases, and what can be opened."""
    visit = request.visit
    try:
        opened = reading.person(visit, person_id)
    except Refused:
        # A ward that is to open a case has no relation yet: it may see that the person exists, and open one.
        openings = _openings(visit)
        found = Person.objects.filter(pk=person_id).first()
        if not openings or found is None:
            raise
        return render(
            request, "casework/person_utan_relation.html", {"person": found, "openings": openings}, status=403
        )
    return render(
        request,
        "casework/person.html",
        {
            "person": opened.person,
            "number": reading.current_number(opened.person),
            "numbers": opened.person.numbers.all(),
            "relation": opened.relation,
            "cases": [
                {
                    "case": one,
                    "process": PROCESSES[one.process].name,
                    "stage": PROCESSES[one.process].stages[one.stage].name if one.stage else "",
                }
                for one in opened.cases
            ],
            "openings": _openings(visit),
        },
    )


def _openings(visit: Visit, about: UnitKind | None = None) -> list[tuple[str, Act]]:
    """The ways in which the worker can open a case about a person, or about a unit of a kind."""
    actor = visit.worker.as_actor()
    return [
        (process.id, process.acts[act_id])
        for process in PROCESSES.values()
        for act_id in sorted(process.opens)
        if bool(about) == bool(process.about_units)
        and about in {None, *process.about_units}
        and judge(fold(process, ()), process.acts[act_id], actor) is None
    ]


# ---- units


@require_GET
def own_unit(request: SignedRequest) -> HttpResponse:
    """The worker's own unit."""
    return redirect("enheten", hsa_id=request.visit.worker.unit.pk)


@require_GET
def units(request: SignedRequest) -> HttpResponse:
    """Every unit, by municipality and kind."""
    found = Unit.objects.filter(valid_to=None).select_related("party").order_by("municipality", "kind", "name")
    return render(request, "casework/enheter.html", {"units": found})


@require_GET
def unit(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """One unit: how it is reached, who is on call, who works there."""
    found = Unit.objects.select_related("party", "parent", "served_by").filter(pk=hsa_id).first()
    if found is None:
        raise NotThere
    now = request.visit.now
    ways = found.contact_ways.filter(valid_to=None).select_related("confirmed_by")
    return render(
        request,
        "casework/enheten.html",
        {
            "unit": found,
            "ways": [(way, calling.hours(way), calling.is_open(way, now.astimezone(STOCKHOLM))) for way in ways],
            "rota": found.rota.filter(ends__gt=now)[:14],
            "staff": found.holdings.filter(valid_to=None).select_related("account")[:60],
            "is_own": found.pk == request.visit.worker.unit.pk,
            "cases": _cases_about(request.visit, found),
            "has_places": places.has_places(found),
            "places": places.on(localdate(now), [found.pk]).get(found.pk),
        },
    )


def _cases_about(visit: Visit, found: Unit) -> dict[str, Any]:
    """What there is about a unit itself: the cases that the worker's unit takes part in, and what they can open."""
    kind = found.unit_kind
    if not can_list(visit) or not any(kind in process.about_units for process in PROCESSES.values()):
        return {"cases": [], "openings": []}
    cases = list(reading.unit_cases(visit).filter(about_unit=found).order_by("-opened"))
    reading.listed(visit, cases)
    running = {case.process for case in cases if case.is_open}
    return {
        "cases": [
            (case, PROCESSES[case.process].name, PROCESSES[case.process].stages[case.stage].name) for case in cases
        ],
        "openings": [(process, act) for process, act in _openings(visit, kind) if process not in running],
    }


# ---- pages for everyone


@require_GET
def when_down(request: HttpRequest) -> HttpResponse:
    """What to do when the system is down."""
    return render(request, "casework/reservrutin.html", {"now": timezone.now(), "start": reverse("start")})
