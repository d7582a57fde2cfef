"""What an enrolment's events say of it as facts: what the agreement on home care is asked with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.processes import enrolment as e
from samsyn.processes.cast import MUNICIPAL, PRIMARY_CARE, UnitKind
from samsyn.processes.deadlines import Clock
from samsyn.processes.events import Event
from samsyn.processes.state import CaseState
from samsyn.processes.telling import said_facts, standing_of, yes_no

RAISED_BY: Final[Mapping[UnitKind, str]] = {
    **dict.fromkeys(PRIMARY_CARE, "vårdcentralen"),
    UnitKind.OUTPATIENT_PSYCHIATRY: "psykiatrisk öppenvård",
    UnitKind.CHILDRENS_CLINIC: "annan specialiserad öppenvård",
    UnitKind.PALLIATIVE_TEAM: "annan specialiserad öppenvård",
    UnitKind.WARD: "slutenvården",
    **dict.fromkeys(MUNICIPAL, "kommunens personal"),
}
"""Who has raised the need, in the vocabulary's words, by the kind of unit that did."""


def enrolment_facts(state: CaseState, vocabulary: Vocabulary) -> dict[str, Value]:
    """What an enrolment's events say. Whether somebody is enrolled only from the decision on."""
    facts = said_facts(state, vocabulary)
    raised = [state.last[way] for way in e.WAYS_IN if way in state.last]
    if raised and raised[0].unit_kind in RAISED_BY:
        facts["behovet_anmalt_av"] = RAISED_BY[raised[0].unit_kind]
    facts["vardplanering_gjord"] = yes_no(holds=e.PLAN in state.last)
    facts.setdefault("patientsakerhetsbedomning", "ej gjord")
    facts.update(state.process.settles.get(state.stage_id, {}))
    return facts


def specialist_time(running: Sequence[Clock], now: datetime) -> dict[str, Value]:
    """How it is with the days in which specialised care keeps its responsibility after a stay in hospital."""
    return {"specialistvardens_forlangda_ansvar": standing_of(running, e.EXTENDED, now)}


def decision(state: CaseState) -> Event | None:
    """The latest decision that named people have made on the enrolment; None when there is none yet."""
    return next((event for event in reversed(state.counted()) if event.kind in e.DECISIONS), None)
