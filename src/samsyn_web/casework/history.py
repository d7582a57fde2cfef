"""A case at another moment: as it was known then, and as it was then by what is known now. Two questions, both answered."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samsyn.processes.events import as_it_was_at, as_known_at
from samsyn.processes.fields import FieldFault, read_moment
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.visit import SignedRequest
from samsyn_web.casework import case_page
from samsyn_web.journal.streams import kinds_of, seen

KNOWN, WAS = "kant", "var"
QUESTIONS: Final = {
    KNOWN: "Som det var känt då: det som var registrerat",
    WAS: "Som det var då: det som hade hänt, med senare rättelser",
}


@require_GET
def at(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """What those who acted at a moment could know, or what was then the case."""
    visit = request.visit
    opened = reading.case(visit, case_id)
    typed, question = request.GET.get("tid", ""), request.GET.get("fraga", KNOWN)
    question = question if question in QUESTIONS else KNOWN
    shown = {
        "opened": opened,
        "case": opened.case,
        "person": opened.person,
        "unit": opened.case.about_unit,
        "number": opened.number,
    }
    shown |= {"process": opened.seen.state.process, "questions": QUESTIONS, "question": question, "typed": typed}
    if not typed:
        return render(request, "casework/fall_vid.html", shown)
    try:
        moment = read_moment(typed)
    except FieldFault as fault:
        return render(request, "casework/fall_vid.html", shown | {"fault": str(fault)}, status=422)
    then = at_moment(opened, moment, question)
    names = case_page.Names(opened.units)
    shown |= {
        "moment": moment,
        "stage": then.seen.state.stage,
        "acting": case_page.acting(then, names),
        "alarms": then.seen.alarms,
        "clocks": case_page.clocks(then, names, moment),
        "events": case_page.timeline(then, visit, names),
    }
    return render(request, "casework/fall_vid.html", shown)


def at_moment(opened: OpenCase, moment: datetime, question: str) -> OpenCase:
    """The same case, of the events that count for the question. What is hidden stays hidden."""
    events = (as_known_at if question == KNOWN else as_it_was_at)(opened.events, moment)
    versions = {event.version for event in events}
    return replace(
        opened,
        rows=[row for row in opened.rows if row.version in versions],
        events=events,
        seen=seen(opened.case, events, moment, kinds_of(opened.units)),
    )
