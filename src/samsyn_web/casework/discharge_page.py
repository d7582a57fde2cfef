"""What a discharge shows besides what every case does: the seven points, the liability to pay, the estimated time, the notice."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localdate

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import discharge as d
from samsyn.processes.cast import MUNICIPAL, NURSING, OPEN_CARE, UnitKind
from samsyn.processes.fields import moment_of
from samsyn.processes.judging import judge
from samsyn.processes.kinds import WITHOUT_AGREEMENT
from samsyn.processes.process import Act
from samsyn.processes.telling import points
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.visit import Visit
from samsyn_web.casework.answers import ask, sure_hits
from samsyn_web.casework.case_page import Names
from samsyn_web.swedish import personal_number


def checklist(opened: OpenCase, visit: Visit, names: Names) -> list[dict[str, Any]]:
    """The seven points before a complex home-coming, each with who sees to it, by when, and a way to update it."""
    state = opened.seen.state
    if d.COMPLEX not in state.last:
        return []
    said, today = points(state), localdate(visit.now).isoformat()
    can = judge(state, state.process.acts[d.POINT], visit.worker.as_actor()) is None
    url = reverse("handling", args=[opened.case.pk, d.POINT])
    return [
        {
            "name": words,
            "standing": (told := said.get(point, {})).get("lage", "inte påbörjad"),
            "owner": names.of(told["ansvarig"]) if told else "",
            "due": date.fromisoformat(told["senast"]) if told else None,
            "text": told.get("text", ""),
            "is_done": (is_done := told.get("lage", "inte klar") != "inte klar"),
            "is_late": bool(told) and not is_done and told["senast"] < today,
            "url": f"{url}?punkt={point}" if can else "",
        }
        for point, words in d.POINTS.items()
    ]


def liability(opened: OpenCase, now: datetime) -> dict[str, Any] | None:
    """The municipality's liability to pay under the law: its start, or each reason that blocks it."""
    state = opened.seen.state
    if state.process is not d.DISCHARGE or state.stage_id != d.IS_READY or d.READY not in state.last:
        return None
    day = state.last[d.READY].happened.astimezone(STOCKHOLM).date()
    law, facts = "nationell/utskrivning", {**opened.seen.facts, **WITHOUT_AGREEMENT}
    hinders = ask(law, "hinder_mot_betalningsansvar", facts, day, readings=False)
    liable = ask(law, "betalningsansvar", facts, day, readings=False)
    payer = ask(law, "betalare", facts, day, readings=False)
    clock = next((one for one in opened.seen.clocks if one.name == "Tiden till betalningsansvar"), None)
    return {
        "hinders": sure_hits(hinders) if hinders else [],
        "liable": liable.shown if liable else None,
        "payer": payer.shown if payer else None,
        "starts": clock.ends if clock else None,
    }


def estimated(opened: OpenCase, now: datetime) -> dict[str, Any] | None:
    """The estimated time of discharge, and whom a change of it obliges the hospital to contact."""
    state = opened.seen.state
    said = state.said(d.CHANGED, "beraknad") or state.said(d.NOTICE, "beraknad")
    if state.process is not d.DISCHARGE or said is None or state.stage is None or not state.stage.keeps:
        return None
    contact = None
    if opened.seen.facts.get("beraknad_utskrivning_andrad", "inte ändrad") != "inte ändrad":
        day = now.astimezone(STOCKHOLM).date()
        contact = ask("halland/utskrivning", "kommunen_ska_kontaktas", opened.seen.facts, day, readings=False)
    return {"at": moment_of(said), "contact": contact.shown if contact else None}


def notice_text(opened: OpenCase) -> str:
    """The four items of the inskrivningsmeddelande (LUS 2:2), to take along to the statutory channel; empty before it is sent."""
    said = opened.seen.state.said(d.CHANGED, "beraknad") or opened.seen.state.said(d.NOTICE, "beraknad")
    if opened.seen.state.process is not d.DISCHARGE or said is None or opened.person is None:
        return ""
    person, when = opened.person, moment_of(said).astimezone(STOCKHOLM)
    return (
        f"Namn: {person.name}\nPersonnummer: {personal_number(opened.number) or 'saknas'}\n"
        f"Folkbokföringsadress: {person.address or 'saknas'}\nBeräknad tidpunkt för utskrivning: {when:%Y-%m-%d kl. %H.%M}"
    )


CONCERNED: Final[Mapping[str, frozenset[UnitKind]]] = {
    "kommunens sjukvård": NURSING,
    "kommunens socialtjänst": MUNICIPAL - {UnitKind.MUNICIPAL_CARE},
    "öppenvården": OPEN_CARE,
}
"""The kinds of unit that those are whom the law wants told when somebody is taken into hospital."""


def left_out(opened: OpenCase) -> list[str]:
    """Those who should have had the inskrivningsmeddelande, for what the doctor judged is needed, and take no part yet."""
    state = opened.seen.state
    if state.process is not d.DISCHARGE or d.NOTICE not in state.last or state.stage is None or not state.stage.keeps:
        return []
    day = state.last[d.NOTICE].happened.astimezone(STOCKHOLM).date()
    told = ask("nationell/utskrivning", "inskrivningsmeddelande_till", opened.seen.facts, day, readings=False)
    kinds = set(state.units.values())
    return [one for one in (sure_hits(told) if told else []) if not CONCERNED.get(one, kinds) & kinds]


BEFORE_HOME: Final = frozenset({d.CHANGED, d.READY, d.READY_NOTICE, d.LEAVE})
"""Acts by which a day is set or met, before which what is not yet in place for a complex home-coming is shown."""


def cautions(opened: OpenCase, visit: Visit, act_id: str, names: Names) -> list[str]:
    """What everybody should see before an act is done. It advises: the act can be done all the same."""
    if opened.seen.state.process is not d.DISCHARGE or act_id not in BEFORE_HOME:
        return []
    return [
        f"{point['name']}: {point['standing']}" + (f", {point['owner']}" if point["owner"] else ", ingen har tagit den")
        for point in checklist(opened, visit, names)
        if not point["is_done"]
    ]


def first_of_point(act: Act, opened: OpenCase, asked: Mapping[str, str]) -> dict[str, str]:
    """What the form of a point begins with: the point that the checklist's link names, and what was last said of it."""
    point = asked.get("punkt", "")
    if opened.seen.state.process is not d.DISCHARGE or act.id != d.POINT or point not in d.POINTS:
        return {}
    return {"punkt": point, **points(opened.seen.state).get(point, {})}
