"""The SIP for the person it is about: on the case's page, and as a PDF in large type and plain Swedish.

The PDF is PDF/UA: tagged, in Swedish, with its fonts. What is in it was written by those who made the plan; nothing is added
but the headings. Whoever cannot see the whole plan cannot hand it out.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import as_list
from samsyn.processes import plan as p
from samsyn.processes.plan import RESPONSIBLE
from samsyn.processes.telling_plan import (
    Action,
    Attendance,
    WrittenPlan,
    attendances,
    followed_up,
    parts_of_plan,
    written_plan,
)
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import NotThere, Refused
from samsyn_web.access.visit import SignedRequest
from samsyn_web.swedish import exact_time, full_day

TEMPLATE: Final = Path(__file__).parent / "templates" / "casework" / "plan.typ"


@require_http_methods(["GET", "POST"])
def as_pdf(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """The plan that holds, to hand to the person. Raises NotThere, Refused."""
    visit = request.visit
    opened = reading.case(visit, case_id)
    written = written_plan(opened.seen.state) if opened.seen.state.process is p.PLAN else None
    if written is None:
        raise NotThere
    if hides_some(opened):
        raise Refused(
            "Delar av planen visas inte för er, så ni kan inte lämna ut den.",
            "En enhet som ser hela planen kan göra det, eller er när den enskilde har samtyckt till att ni ser den.",
        )
    reading.exported(visit, opened, "SIP till den enskilde.")
    response = HttpResponse(
        document(opened.person.name if opened.person else "", written, visit.now), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'inline; filename="plan.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def hides_some(opened: OpenCase) -> bool:
    """Whether something of the plan is hidden from the one who looks."""
    return any(event.version in opened.hidden for event in parts_of_plan(opened.seen.state))


def document(name: str, written: WrittenPlan, now: datetime) -> bytes:
    """The plan as PDF/UA-1."""
    import typst

    told = {
        "name": name,
        "made": exact_time(now),
        "adopted": full_day(written.adopted.happened.astimezone(STOCKHOLM).date()),
        "goals": list(written.goals),
        "groups": [
            {"title": title, "actions": [_told(one) for one in written.of(who)]}
            for who, title in (
                (p.MUNICIPALITY, "Det här ansvarar kommunen för"),
                (p.REGION, "Det här ansvarar regionen för"),
                (p.OTHER, "Det här gör någon annan"),
            )
        ],
        "overall": RESPONSIBLE[written.overall],
        "contact": written.contact,
        "by_day": written.call_by_day,
        "otherwise": written.call_otherwise,
        "follow_up": full_day(written.follow_up_by) if written.follow_up_by else "",
    }
    made = typst.compile(str(TEMPLATE), sys_inputs={"told": json.dumps(told)}, pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def _told(action: Action) -> dict[str, str]:
    return {"what": action.what, "who": action.who, "when": action.when}


def shown(opened: OpenCase, now: datetime) -> dict[str, Any] | None:
    """The plan as the case's page shows it; None for other cases and until somebody has met."""
    state = opened.seen.state
    if state.process is not p.PLAN or not ({p.MEETING, p.ADOPT} & state.last.keys()):
        return None
    is_hidden = hides_some(opened)
    written = None if is_hidden else written_plan(state)
    today = now.astimezone(STOCKHOLM).date()
    return {
        "written": _shown(written) if written else None,
        "is_hidden": is_hidden,
        "met": [] if is_hidden else [_met(one) for one in attendances(state)],
        "followed": [
            {"by": one.by, "at": one.at, "is_kept": one.is_kept, "is_past": one.by < today}
            for one in followed_up(state)
        ],
        "url": reverse("plan-pdf", args=[opened.case.pk]),
    }


def _shown(written: WrittenPlan) -> dict[str, Any]:
    return {
        "goals": written.goals,
        "actions": [{**_told(one), "responsible": RESPONSIBLE[one.responsible]} for one in written.actions],
        "overall": RESPONSIBLE[written.overall],
        "contact": written.contact,
        "call_by_day": written.call_by_day,
        "call_otherwise": written.call_otherwise,
    }


def _met(one: Attendance) -> dict[str, Any]:
    return {
        "title": "Mötet" if one.is_meeting else "Uppföljningen",
        "at": one.at,
        "came": as_list([p.PARTICIPANTS.get(who, who) for who in one.came], "och") or "ingen",
        "doctor": "kom" if one.doctor_came else "saknades" if one.needed_doctor else "",
    }
