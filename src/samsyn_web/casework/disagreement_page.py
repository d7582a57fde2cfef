"""Disagreements on responsibility: raising one with the rows in dispute, and the page that both parties look at.

The readings stand side by side as they are computed, in one order for all; who acts meanwhile stands above them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import Value
from samsyn.processes import disagreement as d
from samsyn.processes.cast import DUTY_NAMES, SIDE_NAMES, Duty, Side
from samsyn.processes.deviation import MEASURE_DONE
from samsyn.processes.events import TARGET, Event
from samsyn.processes.everywhere import NEEDS
from samsyn.processes.fields import AgreementRow
from samsyn.processes.judging import judge, permits
from samsyn.processes.ladder import Ladder
from samsyn.processes.state import APPOINT
from samsyn_web.access import keeping, reading
from samsyn_web.access.acting import Done, open_case
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import NotThere, Refused
from samsyn_web.access.visit import SignedRequest, Visit
from samsyn_web.casework import case_page
from samsyn_web.casework.act_pages import attempt
from samsyn_web.casework.answers import Told, ask
from samsyn_web.casework.forms import units_for
from samsyn_web.casework.grounds import Ground, RowsForm, ground, row_question
from samsyn_web.casework.ladders import ladder_of
from samsyn_web.casework.precedents import disputable, disputed, precedents_for

_ON_THE_PAGE: Final = (d.READING, d.RISK, d.PROPOSE, d.ACCEPT, d.REJECT, d.CLIMB, d.NEW_DAY, d.WITHDRAW)
"""What is done from the page, in the order it is listed; who acts is appointed at its top."""


# ---- raising


@require_http_methods(["GET", "POST"])
def raise_new(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Raise a disagreement about a person, in a case (`fall`) or by itself."""
    visit = request.visit
    act = d.DISAGREEMENT.acts[d.RAISE]
    refusal = permits(act, visit.worker.as_actor())
    if refusal is not None:
        raise Refused(refusal.why, refusal.who)
    found = ground(visit, person_id, request.GET.get("fall", ""))
    day = visit.now.astimezone(STOCKHOLM).date()
    told = _asked(found.facts, day)
    candidates = tuple(dict.fromkeys(row for one in told for row in disputed(one, found.facts, day)))
    form = _raise_form(request, found, candidates)
    if request.method == "POST":
        done = attempt(form, lambda wish: open_case(visit, d.DISAGREEMENT.id, found.person, wish))
        if isinstance(done, Done):
            messages.success(request, "Oenigheten är anmäld. Utse nu vem som agerar tills vidare.")
            return redirect("oenigheten", case_id=done.case.pk)
    return render(
        request,
        "casework/oenighet_ny.html",
        {
            "form": form,
            "act": act,
            "person": found.person,
            "tables": side_by_side(told),
            "precedents": precedents_for(candidates),
            "is_ahead": found.is_ahead,
        },
        status=422 if form.is_bound else 200,
    )


def _asked(facts: Mapping[str, Value], day: date) -> list[Told]:
    """The answers on responsibility that are silent, contradict themselves, or are read in more than one way."""
    told = [ask(agreement, answer, facts, day) for agreement, answer in disputable(facts)]
    return [one for one in told if one is not None and (one.shown["readings"] or one.value is None)]


def _raise_form(request: SignedRequest, found: Ground, candidates: Sequence[AgreementRow]) -> RowsForm:
    worker, act = request.visit.worker, d.DISAGREEMENT.acts[d.RAISE]
    units = units_for(act, found.near, found.person.stays_in or worker.unit.municipality, worker.unit.pk)
    level = ladder_of(candidates).level(1)
    today = request.visit.now.astimezone(STOCKHOLM).date()
    initial: dict[str, Any] = {
        **{field.id: found.facts[field.id] for field in act.fields if field.id in found.facts},
        "fall": found.number,
        "rader": [str(one) for one in candidates] or "",
        "till": [unit.pk for unit in found.near if unit.party_id != worker.unit.party_id],
        "senast": today + timedelta(days=level.days) if level and level.days else None,
    }
    data = request.POST if request.method == "POST" else None
    hint = "Raderna som avgör frågan nu, eller lämnar den obesvarad."
    form = RowsForm(candidates, hint, act, units, [], data, initial=initial, now=request.visit.now, version=0)
    if request.method == "GET":
        keeping.refill(request, form)
    return form


# ---- the page


@require_GET
def show(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """A disagreement: who acts, how each reads, where it lies, the risks, what is proposed."""
    opened = reading.case(request.visit, case_id)
    if opened.seen.state.process is not d.DISAGREEMENT:
        raise NotThere
    return render(request, "casework/oenigheten.html", context(request.visit, opened))


def context(visit: Visit, opened: OpenCase) -> dict[str, Any]:
    """All that the page of a disagreement shows; the case page can include its parts with the same."""
    names = case_page.names_for(opened)
    state = opened.seen.state
    rows = d.rows(state) if _raised(opened) else ()
    day = visit.now.astimezone(STOCKHOLM).date()
    by_version = {row.version: row for row in opened.rows}
    ladder = ladder_of(rows)
    return {
        "opened": opened,
        "case": opened.case,
        "person": opened.person,
        "alarms": opened.seen.alarms,
        "question": _raised(opened),
        "acting": _acting(opened, names),
        "rows": [{"row": one, "question": row_question(one)} for one in rows],
        "tables": _readings(opened, rows, day),
        "sides": [
            {
                "name": SIDE_NAMES[side],
                "said": [
                    {"event": event, "unit": names.of(event.unit), "by": by_version[event.version].by.name}
                    for event in _seen(opened, d.READING)
                    if event.side is side
                ],
            }
            for side in sorted(Side, key=SIDE_NAMES.__getitem__)
        ],
        "ladder": _levels(opened, ladder),
        "is_ours": ladder.is_ours,
        "ladder_source": ladder.source,
        "ladder_fault": ladder.fault,
        "clocks": case_page.clocks(opened, names, visit.now),
        "risks": _risks(opened, names),
        "proposals": [
            {
                "event": event,
                "unit": names.of(event.unit),
                "party": d.OUTCOMES.get(str(event.data.get("ansvarig_part")), ""),
                "reply": _reply(opened, event, names),
            }
            for event in _seen(opened, d.PROPOSE)
        ],
        "precedents": precedents_for(rows) if opened.seen.state.is_open else [],
        "possible": _possible(opened, visit),
        "can_describe": judge(state, state.process.acts[NEEDS], visit.worker.as_actor()) is None,
        "can_appoint": judge(state, state.process.acts[APPOINT], visit.worker.as_actor()) is None,
        "stays_in": state.process.stays_in,
        "hidden": len(opened.hidden),
    }


def _seen(opened: OpenCase, kind: str) -> list[Event]:
    """The events of a kind that count and that the worker may see, the first first."""
    return [one for one in opened.seen.state.counted() if one.kind == kind and one.version not in opened.hidden]


def _raised(opened: OpenCase) -> Event | None:
    return next(iter(_seen(opened, d.RAISE)), None)


def _acting(opened: OpenCase, names: case_page.Names) -> list[dict[str, Any]]:
    """Who acts in each duty in dispute; without anybody the alarm says so."""
    who = case_page.acting(opened, names)
    said = opened.seen.state.last.get(d.RAISE)
    duties = said.data.get("uppgifter", []) if said else []
    return [
        {"duty": DUTY_NAMES[duty], "who": who.get(duty)}
        for duty in Duty
        if isinstance(duties, list) and duty.value in duties
    ]


def _readings(opened: OpenCase, rows: Sequence[AgreementRow], day: date) -> list[dict[str, Any]]:
    """What the tables in dispute answer, and what follows for who is responsible: the agreement and each reading."""
    wanted = dict.fromkeys((row.agreement, row.decision) for row in rows)
    about = {row.agreement for row in rows}
    wanted |= dict.fromkeys(one for one in disputable(opened.seen.facts) if one[0] in about)
    told = [ask(agreement, answer, opened.seen.facts, day) for agreement, answer in wanted]
    return side_by_side([one for one in told if one is not None])


def side_by_side(told: Sequence[Told]) -> list[dict[str, Any]]:
    """For each agreement a table: its own words and every reading a line each, a column for each question they differ on.

    What all read alike is told beside it, and not as something in dispute.
    """
    tables = []
    for agreement in dict.fromkeys(one.agreement for one in told):
        asked = [one for one in told if one.agreement is agreement]
        differ = [one for one in asked if one.shown["readings"]]
        values = [{said["reader"]: said["value"] for said in one.shown["readings"]} for one in differ]
        standing = {said["reader"]: said["standing"] for one in differ for said in one.shown["readings"]}
        tables.append(
            {
                "agreement": agreement,
                "questions": [one.shown["question"] for one in differ],
                "own": [(one.shown["question"], one.shown["value"]) for one in differ],
                "lines": [
                    {
                        "reader": reader,
                        "standing": standing[reader],
                        "values": [
                            (one.shown["question"], value.get(reader, "–"))
                            for one, value in zip(differ, values, strict=True)
                        ],
                    }
                    for reader in sorted(standing)
                ],
                "alike": [(one.shown["question"], one.shown["value"]) for one in asked if not one.shown["readings"]],
            }
        )
    return tables


def _levels(opened: OpenCase, ladder: Ladder) -> list[dict[str, Any]]:
    """The levels of the ladder, with when the question came to each; also one above its end, when it was lifted there."""
    here = d.level(opened.seen.state)
    came: list[datetime] = [event.happened for event in opened.seen.state.counted() if event.kind in {d.RAISE, d.CLIMB}]
    told = []
    for number in range(1, max(len(ladder.levels), here) + 1):
        level = ladder.level(number)
        told.append(
            {
                "number": number,
                "name": level.name if level else "högre nivå",
                "who": level.who if level else "de som parterna har enats om",
                "days": level.days if level else None,
                "came": came[number - 1] if number <= len(came) else None,
                "is_here": number == here and opened.seen.state.is_open,
                "is_settled": number == here and opened.seen.state.stage_id == d.SETTLED,
            }
        )
    return told


def _risks(opened: OpenCase, names: case_page.Names) -> list[dict[str, Any]]:
    done = {event.data.get(TARGET): event for event in _seen(opened, MEASURE_DONE)}
    return [
        {
            "version": event.version,
            "risk": event.data.get("risk", ""),
            "probability": event.data.get("sannolikhet", ""),
            "consequence": event.data.get("konsekvens", ""),
            "product": int(str(event.data.get("sannolikhet", 0))) * int(str(event.data.get("konsekvens", 0))),
            "measure": event.data.get("atgard", ""),
            "owner": names.of(str(event.data.get("ansvarig", ""))),
            "due": event.data.get("senast", ""),
            "done": done.get(event.version),
        }
        for event in _seen(opened, d.RISK)
    ]


def _reply(opened: OpenCase, proposal: Event, names: case_page.Names) -> dict[str, Any] | None:
    """How the other party answered a proposal; None while it has not."""
    counted = opened.seen.state.counted()
    after = [one for one in counted if (one.happened, one.version) > (proposal.happened, proposal.version)]
    reply = next((one for one in after if one.kind in {d.ACCEPT, d.REJECT, d.PROPOSE}), None)
    if reply is None or reply.kind == d.PROPOSE:
        return None
    is_hidden = reply.version in opened.hidden
    return {
        "accepted": reply.kind == d.ACCEPT,
        "unit": names.of(reply.unit),
        "at": reply.happened,
        "why": "" if is_hidden else reply.data.get("skal", reply.data.get("text", "")),
    }


def _possible(opened: OpenCase, visit: Visit) -> list[dict[str, str]]:
    """What the worker can do from here. At the ladder's end nothing is offered to climb to."""
    state, actor = opened.seen.state, visit.worker.as_actor()
    ladder = ladder_of(d.rows(state))
    acts = [
        state.process.acts[one]
        for one in _ON_THE_PAGE
        if one != d.CLIMB or ladder.level(d.level(state) + 1) is not None
    ]
    return [
        {"title": act.title, "url": reverse("handling", args=[opened.case.pk, act.id])}
        for act in acts
        if judge(state, act, actor) is None
    ]
