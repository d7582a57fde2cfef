"""What the case of somebody at a care home says as facts: what the agreement on care homes is asked with."""

from collections.abc import Sequence

from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.processes.recurrence import Often, waits
from samsyn.processes.residence import CONTACT, FRESH_NEEDS, NEEDS_AFTER, SABO
from samsyn.processes.state import CaseState
from samsyn.processes.telling import said_facts, yes_no
from samsyn.processes.undertakings import Undertaking


def residence_facts(state: CaseState, vocabulary: Vocabulary) -> dict[str, Value]:
    """What its events say. Who has moved in lives there, whatever else is known of the person."""
    facts = said_facts(state, vocabulary)
    facts["bor_i"] = SABO
    if CONTACT not in state.last:
        facts["fast_lakarkontakt"] = "ingen"
    if NEEDS_AFTER not in state.last:
        facts.pop(FRESH_NEEDS, None)
    return facts


def owed_facts(duties: Sequence[Undertaking]) -> dict[str, Value]:
    """What the duties say: who has just come home from hospital is one whose visit after discharge is not done."""
    after = next((one for one in duties if one.record.row == "besök efter utskrivning"), None)
    if after is None or after.record.recurrence.often is not Often.EACH_TIME:
        return {}
    return {"nyss_utskriven": yes_no(holds=waits(after.record))}
