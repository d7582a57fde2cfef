"""Everything that the page of a case shows, computed from the case as one worker may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import as_list
from samsyn.processes import discharge as d
from samsyn.processes.cast import CAPACITY, DUTY_NAMES, ROLE_NAMES, Duty, Role
from samsyn.processes.deadlines import Clock, Running
from samsyn.processes.deadlines import over as over_days
from samsyn.processes.events import TARGET
from samsyn.processes.events import Event as PureEvent
from samsyn.processes.fields import Kind, Said, moment_of
from samsyn.processes.judging import judge, permits
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Act, Leads
from samsyn.processes.regions import HOME, region_of
from samsyn.processes.state import ACKNOWLEDGE, RECALL
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.relations import Hidden
from samsyn_web.access.visit import Visit
from samsyn_web.casework.answers import ask
from samsyn_web.casework.calling import Calling, whom_to_call
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Event

CLOCK_STATES: Final = {
    Running.RUNNING: "running",
    Running.WARNING: "warning",
    Running.OVERDUE: "overdue",
    Running.STOPPED: "done",
    Running.LATE: "done",
    Running.REPLACED: "done",
}
ABOUT_EVENTS: Final = frozenset(
    act.id
    for process in PROCESSES.values()
    for act in process.acts.values()
    if any(field.kind is Kind.EVENT for field in act.fields)
)
"""Acts that are done from the time line or from a message, not from the list of what can be done."""


@dataclass(frozen=True)
class Names:
    """What units are called."""

    units: Mapping[str, Unit]

    def of(self, unit: str) -> str:
        """A unit's name; its identifier when the directory has lost it."""
        found = self.units.get(unit)
        return found.name if found else unit


def names_for(opened: OpenCase) -> Names:
    """The names of every unit that the case knows."""
    return Names(opened.units)


def clocks(opened: OpenCase, names: Names, now: datetime) -> list[dict[str, Any]]:
    """The clocks that run or have stopped, the running ones first; those of unknown length are told apart."""
    told = []
    for clock in opened.seen.clocks:
        standing = clock.standing(now)
        if clock.ends is None or standing not in CLOCK_STATES or (clock.is_running() and not opened.seen.state.is_open):
            continue
        if clock.name in d.POINTS.values() and not clock.is_running():
            continue  # the checklist tells of what is done
        owners = " och ".join(names.of(unit) for unit in opened.seen.owners(clock))
        told.append(
            {
                "name": clock.name,
                "due": clock.ends.earliest,
                "latest": None if clock.ends.is_certain else clock.ends.latest,
                "state": CLOCK_STATES[standing],
                "is_late": standing is Running.LATE,
                "replaced_by": clock.replaced_by if standing is Running.REPLACED else "",
                "owner": owners,
                "stopped": clock.stopped.at if clock.stopped else None,
                "is_span": clock.is_span,
                "source": _source(clock),
            }
        )
    told.sort(key=lambda one: (one["state"] == "done", one["due"]))
    return told


def over(opened: OpenCase, visit: Visit) -> list[dict[str, Any]]:
    """The days that are over and bar what would come next, with the acts that set them anew, as far as the worker can."""
    state, actor = opened.seen.state, visit.worker.as_actor()
    if not state.is_open:
        return []
    return [
        {
            "text": said,
            "acts": [
                (act.title, reverse("handling", args=[opened.case.pk, act.id]))
                for act in map(state.process.acts.__getitem__, (*dated.sets, *dated.stops))
                if judge(state, act, actor) is None
            ],
        }
        for dated, said in over_days(state, visit.now)
    ]


def endless(opened: OpenCase, now: datetime) -> list[str]:
    """The clocks that run without anybody having said for how long, each as a sentence."""
    if not opened.seen.state.is_open:
        return []
    return [_without_end(clock) for clock in opened.seen.clocks if clock.standing(now) is Running.ENDLESS]


def _without_end(clock: Clock) -> str:
    length = clock.provision.columns["Längd"] if clock.provision is not None else ""
    if length.isdecimal():
        return f"{clock.name}: källan säger {length}, men inte hur det räknas. Ange sista dagen där det går."
    return f"{clock.name}: ingen källa säger hur lång."


def _source(clock: Clock) -> dict[str, str] | None:
    if not clock.sources:
        return None
    title, place, kind = clock.sources[0]
    return {"title": title, "place": place, "kind": kind}


def messages(opened: OpenCase, own: str, names: Names) -> list[dict[str, Any]]:
    """The messages of the case that wait for somebody's receipt, those for the worker's unit first."""
    told = []
    for message in opened.seen.state.messages:
        if not message.unread or opened.hidden.get(message.event.version) is Hidden.BLOCKED:
            continue
        act = opened.seen.state.process.acts[message.event.kind]
        told.append(
            {
                "version": message.event.version,
                "title": act.title,
                "sent": message.event.recorded,
                "sender": names.of(message.event.unit),
                "unread": [names.of(unit) for unit in message.unread],
                "is_mine": own in message.unread,
                "is_sent_by_us": message.event.unit == own,
            }
        )
    return sorted(told, key=lambda one: (not one["is_mine"], one["sent"]))


@dataclass(frozen=True)
class Possible:
    """An act as the page lists it: what it is, and, when the worker cannot do it, who can."""

    act: Act
    url: str
    is_expected: bool
    who: str = ""


def possible_acts(opened: OpenCase, visit: Visit, names: Names) -> tuple[list[Possible], list[Possible]]:
    """What the worker can do now; and what is expected of others, with the units of the case that can do it."""
    state, actor = opened.seen.state, visit.worker.as_actor()
    expected = {task.act: [names.of(unit) for unit in task.units] for task in opened.seen.tasks}
    mine, others = [], []
    for act in state.process.acts.values():
        if act.id in ABOUT_EVENTS or not isinstance(state.process.step(state.stage_id, act.id), Leads):
            continue
        url = reverse("handling", args=[opened.case.pk, act.id])
        refusal = judge(state, act, actor)
        if refusal is None:
            mine.append(Possible(act, url, act.id in expected))
        elif act.id in expected and permits(act, actor) is not None:
            units = as_list(expected[act.id], "eller")
            others.append(Possible(act, "", is_expected=True, who=units or f"ingen i fallet än; {act.who()}"))
    return mine, others


def _links(opened: OpenCase, visit: Visit, version: int) -> list[tuple[str, str]]:
    """What the worker can do about one event: correct it, strike it, say that it is done."""
    state, actor = opened.seen.state, visit.worker.as_actor()
    return [
        (act.title, f"{reverse('handling', args=[opened.case.pk, act.id])}?{TARGET}={version}")
        for act in state.process.acts.values()
        if act.id in ABOUT_EVENTS - {ACKNOWLEDGE, RECALL} and judge(state, act, actor, {TARGET: version}) is None
    ]


def timeline(opened: OpenCase, visit: Visit, names: Names, *, links: bool = False) -> list[dict[str, Any]]:
    """What has happened, latest first; with `links` what can be done about each event."""
    rows = {row.version: row for row in opened.rows}
    reads = {read.event.version: read for read in opened.seen.state.reads}
    acts = opened.seen.state.process.acts
    receipts = {
        message.event.version: [
            ("Kvitterat", "; ".join(_receipt(names, unit, one) for unit, one in message.receipts.items()))
        ]
        for message in opened.seen.state.messages
        if message.receipts
    }
    told = []
    for version in sorted(reads, key=lambda one: (reads[one].event.happened, one), reverse=True):
        read, row = reads[version], rows[version]
        if row.kind == ACKNOWLEDGE:
            continue  # told beside the message it acknowledges
        act = acts.get(row.kind)
        hidden = opened.hidden.get(version)
        corrector = rows.get(read.struck_by or (read.corrected_by[-1] if read.corrected_by else 0))
        told.append(
            {
                "id": version,
                "at": read.event.happened,
                "sentence": _sentence(act, row, hidden),
                "who": _who(row, hidden),
                "recorded_at": row.recorded,
                "details": []
                if hidden or row.destroyed
                else [*details(act, read.event.data, names), *receipts.get(version, [])],
                "state": "hidden"
                if hidden is Hidden.BLOCKED
                else "cancelled"
                if read.struck_by
                else "corrected"
                if read.corrected_by
                else "",
                "corrected_by": {"id": corrector.version, "at": corrector.recorded} if corrector else None,
                "reason": str(corrector.data.get("skal", "")) if corrector else "",
                "is_key": act is not None and bool(act.occurs),
                "is_new": version > opened.last_seen and row.by_id != visit.worker.account.pk,
                "links": _links(opened, visit, version) if links and not hidden and not row.destroyed else [],
                "can_correct": row.unit_id == visit.worker.unit.pk
                and not hidden
                and not read.struck_by
                and row.kind not in ABOUT_EVENTS,
            }
        )
    return told


def _receipt(names: Names, unit: str, event: PureEvent) -> str:
    return f"{names.of(unit)} {event.happened.astimezone(STOCKHOLM):%Y-%m-%d kl. %H.%M}"


def _who(row: Event, hidden: Hidden | None) -> dict[str, str]:
    """Who recorded it. Which provider has blocked something may be seen only in an emergency (SVOD 2:5, 3:5)."""
    if hidden is Hidden.BLOCKED:
        return {"name": "En vårdgivare", "role_name": "uppgiften är spärrad", "unit_name": ""}
    return {"name": row.by.name, "role_name": ROLE_NAMES[Role(row.role)], "unit_name": row.unit.name}


def _sentence(act: Act | None, row: Event, hidden: Hidden | None) -> str:
    if row.destroyed:
        return "Innehållet är förstört efter beslut av IVO"
    said = act.told if act else row.kind
    if hidden is Hidden.NO_CONSENT:
        return f"{said} (innehållet kräver patientens samtycke)"
    return said[:1].upper() + said[1:]


def details(act: Act | None, data: Mapping[str, Said], names: Names) -> list[tuple[str, str]]:
    """What an event says, field by field, in words."""
    told = []
    for field in act.fields if act else ():
        if field.id not in data or field.id == TARGET:
            continue
        value = data[field.id]
        if field.kind in {Kind.UNIT, Kind.UNITS}:
            said = ", ".join(names.of(unit) for unit in (value if isinstance(value, list) else [str(value)]))
        elif field.kind is Kind.MOMENT:
            said = moment_of(value).astimezone(STOCKHOLM).strftime("%Y-%m-%d kl. %H.%M")
        else:
            said = field.words(value)
        if said:
            told.append((field.label, said))
    return told


def acting(opened: OpenCase, names: Names) -> dict[Duty, dict[str, Any]]:
    """Who carries each duty until further notice."""
    rows = {row.version: row for row in opened.rows}
    return {
        duty: {
            "name": names.of(bearer.unit),
            "since": bearer.since,
            "by": rows[bearer.version].by.name if bearer.is_appointed else "",
        }
        for duty, bearer in opened.seen.state.bearers.items()
    }


def responsibility(opened: OpenCase, names: Names, now: datetime) -> list[dict[str, Any]]:
    """Who is responsible under the agreements, and who acts: the doctor, the nursing, the whole.

    Nothing for a kind of case that is no care: nobody carries a duty in it.
    """
    if not any(stage.needs for stage in opened.seen.state.process.stages.values() if stage.is_open):
        return []
    day = now.astimezone(STOCKHOLM).date()
    facts = {**opened.seen.facts}
    region = region_of(facts) or HOME
    who = acting(opened, names)
    told = []
    for title, agreement, answer, duty in (
        ("Läkare", "lakaransvar", "lakaransvar", Duty.DOCTOR),
        ("Omvårdnad", "hemsjukvard", "utforare", Duty.NURSING),
        ("Övergripande", "hemsjukvard", "huvudman", None),
    ):
        found = ask(f"{region}/{agreement}", answer, facts, day)
        if found is not None:
            told.append(
                {
                    "title": title,
                    "answer": {
                        **found.shown,
                        "acting": who.get(duty) if duty else None,
                        "needs_acting": opened.seen.state.is_open
                        and duty is not None
                        and any(alarm.duty is duty for alarm in opened.seen.alarms),
                        "url": reverse("avtalstext", args=[found.agreement.id]),
                    },
                }
            )
    return told


def waiting(opened: OpenCase, names: Names) -> list[str]:
    """Who takes which duty over when the hospital lets go."""
    return [f"{names.of(one.unit)} tar {DUTY_NAMES[duty]}" for duty, one in opened.seen.state.waiting.items()]


def call(opened: OpenCase, visit: Visit) -> Calling:
    """Whom the worker calls about this person now, for something urgent."""
    if opened.person is None or region_of(opened.seen.facts) not in {"", HOME}:
        # About a unit there is nobody to call for.
        # Another region's patient: our numbers are not theirs, and we know none of theirs.
        return Calling(None, None, (), needs_centre=False, known={})
    names = ("bor_i", "vardas_just_nu_i", "inskriven", "lakarstod_pagar")
    said = {name: opened.seen.facts[name] for name in names if name in opened.seen.facts}
    return whom_to_call(visit.worker, {**said, "bradska": "akut"}, visit.now, opened.person.listed_at)


def summary_text(opened: OpenCase, names: Names, now: datetime) -> str:
    """What can be taken along to the parties' own records: what has happened, in order, without what is hidden."""
    acts = opened.seen.state.process.acts
    lines = [
        f"{opened.seen.state.process.name} {opened.case.number}. Läget {now.astimezone(STOCKHOLM):%Y-%m-%d kl. %H.%M}."
    ]
    for read in opened.seen.state.reads:
        event = read.event
        if read.struck_by or event.version in opened.hidden or event.kind in ABOUT_EVENTS or event.is_destroyed:
            continue
        act = acts.get(event.kind)
        local = event.happened.astimezone(STOCKHOLM)
        said = "; ".join(
            f"{label.rstrip('?')}: {words.rstrip('.')}" for label, words in details(act, event.data, names)
        )
        lines.append(
            f"{local:%Y-%m-%d %H.%M} {names.of(event.unit)} {act.told if act else event.kind}."
            + (f" {said}." if said else "")
        )
    for duty, bearer in opened.seen.state.bearers.items():
        lines.append(f"{DUTY_NAMES[duty].capitalize()} bärs tills vidare av {names.of(bearer.unit)}.")
    return "\n".join(lines)


def can_take_over(opened: OpenCase, visit: Visit) -> bool:
    """Whether the worker's unit could carry a duty that nobody carries."""
    lacking = {alarm.duty for alarm in opened.seen.alarms}
    return bool(lacking & CAPACITY[visit.worker.unit.unit_kind])


def takes_part(opened: OpenCase, names: Names) -> Sequence[str]:
    """The units of the case, in the order they came."""
    return [names.of(unit) for unit in opened.seen.state.units]
