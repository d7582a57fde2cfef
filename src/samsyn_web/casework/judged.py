"""What the agreement answers on what a case turns on, beside what people have decided: never the one in place of the other."""

from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import enrolment as e
from samsyn.processes.cast import ROLE_NAMES
from samsyn.processes.regions import questions, region_of
from samsyn.processes.telling_enrolment import decision
from samsyn_web.access.reading import OpenCase
from samsyn_web.casework.answers import Told, ask, ask_of

OTHERWISE: Final = {e.ENROL: "nej", e.REFUSE: "ja"}
"""The agreement's answer on enrolment that a decision differs from."""


def judged(opened: OpenCase, now: datetime) -> dict[str, Any] | None:
    """The answers that a case turns on, and the decision there is; None for cases that turn on none.

    The agreement is the one of the region where the person stays, as it applied on the day of the decision.
    """
    state, facts = opened.seen.state, opened.seen.facts
    if not state.process.asks or (not state.is_open and state.process is not e.ENROLMENT):
        return None
    decided = decision(state) if state.process is e.ENROLMENT else None
    day = (decided.happened if decided else now).astimezone(STOCKHOLM).date()
    # How the parties read it stands beside the main answer only: it is what they differ about, told once.
    told = [
        found
        for place, one in enumerate(questions(state.process, facts))
        if (found := _ask(opened, *one, day, readings=place == 0)) is not None
    ]
    if not told and state.process is not e.ENROLMENT:
        return None
    return {
        "answers": [{**one.shown, "url": reverse("avtalstext", args=[one.agreement.id])} for one in told],
        "agreement": told[0].agreement.text.title if told else "",
        "is_elsewhere": not region_of(facts),
        "is_enrolment": state.process is e.ENROLMENT,
        "decision": _decision(opened, told),
    }


def _ask(opened: OpenCase, name: str, answer: str, day: date, *, readings: bool) -> Told | None:
    """One answer: under the text that the case follows, where it follows one, else under the one that applied."""
    followed = opened.seen.undertakings[0].agreement if opened.seen.undertakings else None
    if followed is not None and followed.id == name:
        return ask_of(followed, answer, opened.seen.facts, day, readings=readings)
    return ask(name, answer, opened.seen.facts, day, readings=readings)


def _decision(opened: OpenCase, told: list[Told]) -> dict[str, Any] | None:
    """Who decided what, when and why. The reason is left out where it is hidden from the one who looks."""
    state = opened.seen.state
    decided = decision(state) if state.process is e.ENROLMENT else None
    if decided is None:
        return None
    row = next(row for row in opened.rows if row.version == decided.version)
    is_hidden = decided.version in opened.hidden
    answer = next((one.value for one in told if one.answer == "ska_skrivas_in"), None)
    said = state.process.acts[decided.kind].told
    return {
        "said": said[:1].upper() + said[1:],
        "by": "" if is_hidden else row.by.name,
        "role": ROLE_NAMES[decided.role],
        "unit": "" if is_hidden else row.unit.name,
        "at": decided.happened,
        "why": "" if is_hidden else str(decided.data.get("skal", decided.data.get("text", ""))),
        "instead": "" if is_hidden else str(decided.data.get("hanvisning", "")),
        "differs": answer is not None and OTHERWISE.get(decided.kind) == answer,
    }
