"""Disagreements on responsibility: raising one with the rows in dispute, and the page that both parties look at.

The readings stand side by side as they are computed, in one order for all; who acts meanwhile stands above them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
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
from samsyn.processes.fields import AgreementRow, FieldFault
from samsyn.processes.judging import judge, permits
from samsyn.processes.ladder import PROPOSED as OUR_LADDER
from samsyn.processes.ladder import Ladder, LadderFault, ladder_for
from samsyn.processes.state import APPOINT
from samsyn_web.access import keeping, reading
from samsyn_web.access.acting import Wish, open_case
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import Faulty, NotThere, Refused
from samsyn_web.access.visit import SignedRequest, Visit
from samsyn_web.casework import case_page
from samsyn_web.casework.answers import Told, ask
from samsyn_web.casework.forms import WHEN, ActForm, units_for
from samsyn_web.casework.precedents import DISPUTABLE, disputed, precedents_for
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Person
from samsyn_web.journal.streams import facts_of
from samsyn_web.journal.texts import texts

_ON_THE_PAGE: Final = (d.READING, d.RISK, d.PROPOSE, d.ACCEPT, d.REJECT, d.CLIMB, d.NEW_DAY, d.WITHDRAW)
"""What is done from the page, in the order it is listed; who acts is appointed at its top."""


WHERE: Final = "vardas_just_nu_i"
IN_HOSPITAL: Final = frozenset({"sluten somatisk vård", "sluten psykiatrisk vård"})


# ---- raising


@dataclass(frozen=True)
class Ground:
    """What a disagreement is raised on: the person, what is known, the case it came up in and who takes part there."""

    person: Person
    facts: Mapping[str, Value]
    number: str = ""
    near: tuple[Unit, ...] = ()
    is_ahead: bool = False
    """The person is in hospital, and the question is about the care at home that is to come."""


class RaiseForm(ActForm):
    """The form of raising, with the rows that decide now to choose among."""

    def __init__(self, candidates: Sequence[AgreementRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if candidates:
            old = self.fields["rader"]
            self.fields["rader"] = forms.MultipleChoiceField(
                label=old.label,
                help_text="Raderna som avgör frågan nu, eller lämnar den obesvarad.",
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(one), f"{one.row} ({row_question(one)})") for one in candidates],
            )
            self.order_fields([*(field.id for field in self.act.fields), WHEN])


def row_question(row: AgreementRow) -> str:
    """What the table of a row asks, and in which agreement."""
    answer = texts().library.vocabulary.answers.get(row.decision)
    return f"{answer.question if answer else row.decision} {row.agreement}"


@require_http_methods(["GET", "POST"])
def raise_new(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Raise a disagreement about a person, in a case (`fall`) or by itself."""
    visit = request.visit
    act = d.DISAGREEMENT.acts[d.RAISE]
    refusal = permits(act, visit.worker.as_actor())
    if refusal is not None:
        raise Refused(refusal.why, refusal.who)
    ground = _ground(visit, person_id, request.GET.get("fall", ""))
    day = visit.now.astimezone(STOCKHOLM).date()
    told = _asked(ground.facts, day)
    candidates = tuple(dict.fromkeys(row for one in told for row in disputed(one, ground.facts, day)))
    form = _raise_form(request, ground, candidates)
    if request.method == "POST":
        try:
            done = open_case(
                visit,
                d.DISAGREEMENT.id,
                ground.person,
                Wish(act.id, form.raw(), form.happened(), form.expected(), form.key()),
            )
        except FieldFault as fault:
            form.tell({WHEN: str(fault)})
        except Faulty as faulty:
            form.tell(faulty.faults)
        else:
            messages.success(request, "Oenigheten är anmäld. Utse nu vem som agerar tills vidare.")
            return redirect("oenigheten", case_id=done.case.pk)
    return render(
        request,
        "casework/oenighet_ny.html",
        {
            "form": form,
            "act": act,
            "person": ground.person,
            "tables": side_by_side(told),
            "precedents": precedents_for(candidates),
            "is_ahead": ground.is_ahead,
        },
        status=422 if form.is_bound else 200,
    )


def _ground(visit: Visit, person_id: UUID, said: str) -> Ground:
    if not said:
        opened = reading.person(visit, person_id)
        return Ground(opened.person, facts_of(opened.person, visit.now))
    try:
        case = reading.case(visit, UUID(said))
    except ValueError:
        raise NotThere from None
    if case.person.pk != person_id:
        raise NotThere
    near = tuple(unit for unit in case.units.values() if unit.pk in case.seen.state.units)
    facts, is_ahead = case.seen.facts, case.seen.facts.get(WHERE) in IN_HOSPITAL
    return Ground(case.person, {**facts, WHERE: "hemmet"} if is_ahead else facts, case.case.number, near, is_ahead)


def _asked(facts: Mapping[str, Value], day: date) -> list[Told]:
    """The answers on responsibility that are silent, contradict themselves, or are read in more than one way."""
    told = [ask(agreement, answer, facts, day) for agreement, answer in DISPUTABLE]
    return [one for one in told if one is not None and (one.shown["readings"] or one.value is None)]


def _raise_form(request: SignedRequest, ground: Ground, candidates: Sequence[AgreementRow]) -> RaiseForm:
    worker, act = request.visit.worker, d.DISAGREEMENT.acts[d.RAISE]
    units = units_for(act, ground.near, ground.person.stays_in or worker.unit.municipality, worker.unit.pk)
    first = _first_level(candidates)
    others = [unit.pk for unit in ground.near if unit.party_id != worker.unit.party_id]
    initial: dict[str, Any] = {
        **{field.id: ground.facts[field.id] for field in act.fields if field.id in ground.facts},
        "fall": ground.number,
        "rader": [str(one) for one in candidates],
        "till": others,
        "senast": (request.visit.now.astimezone(STOCKHOLM) + timedelta(days=first)).date() if first else None,
    }
    if request.method == "GET":
        kept = keeping.give_back(worker.account, request.path, request.visit.now)
        if kept is not None:
            messages.info(request, "Det du hade skrivit när du loggades ut finns kvar. Granska och spara.")
            several = {"uppgifter", "rader", "till"}
            initial |= {
                name: list(values) if name in several else values[-1] for name, values in kept.items() if values
            }
    data = request.POST if request.method == "POST" else None
    return RaiseForm(candidates, act, units, [], data, initial=initial, now=request.visit.now, version=0)


def _first_level(rows: Sequence[AgreementRow]) -> int | None:
    level = ladder_of(rows).level(1)
    return level.days if level else None


def ladder_of(rows: Sequence[AgreementRow]) -> Ladder:
    """The ladder of the agreement in dispute; ours when it has none, or one that cannot be read."""
    try:
        return ladder_for(settings.AGREEMENTS, rows[0].agreement if rows else "")
    except LadderFault:
        return OUR_LADDER


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
            for side in Side
        ],
        "ladder": _levels(opened, rows),
        "is_ours": ladder_of(rows).is_ours,
        "ladder_source": ladder_of(rows).source,
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
    wanted |= dict.fromkeys(one for one in DISPUTABLE if one[0] in {row.agreement for row in rows})
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


def _levels(opened: OpenCase, rows: Sequence[AgreementRow]) -> list[dict[str, Any]]:
    """The levels of the ladder, with when the question came to each; also one above its end, when it was lifted there."""
    ladder, here = ladder_of(rows), d.level(opened.seen.state)
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
