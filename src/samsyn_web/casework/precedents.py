"""How others were settled where the same rows decide: single cases, written without the person, binding nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from samsyn.facts.values import Value
from samsyn.processes.disagreement import NOT_BINDING, OUTCOMES
from samsyn.processes.fields import AgreementRow
from samsyn.processes.regions import HOME, agreement_of, region_of
from samsyn_web.casework.answers import Told, ask
from samsyn_web.journal.models import Precedent

MOST: Final = 3
"""How many are shown for a case, the latest first."""

_DISPUTABLE: Final = (
    ("{region}/hemsjukvard", "utforare"),
    ("{region}/hemsjukvard", "huvudman"),
    ("{region}/lakaransvar", "lakaransvar"),
)


def disputable(facts: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """What is asked of the agreements of the person's region about who is responsible."""
    region = region_of(facts) or HOME
    return tuple((agreement_of(agreement, region), answer) for agreement, answer in _DISPUTABLE)


@dataclass(frozen=True)
class Shown:
    """A settled single case as a page shows it."""

    text: str
    party: str
    level: int
    settled: datetime
    rows: tuple[AgreementRow, ...]
    mark: str = NOT_BINDING


def deciding(told: Told) -> tuple[AgreementRow, ...]:
    """The rows of the agreement that surely decide an answer, or leave it silent."""
    reasons = told.explanation.reasons if told.explanation else ()
    return tuple(
        dict.fromkeys(_row(one.decision.agreement, one.decision.id, one.row.name) for one in reasons if one.surely)
    )


def disputed(told: Told, facts: Mapping[str, Value], day: date) -> tuple[AgreementRow, ...]:
    """Of the rows that decide an answer those whose own question is silent or is read in more than one way; else all."""
    rows = deciding(told)
    found = {decision: ask(told.agreement.id, decision, facts, day) for decision in {row.decision for row in rows}}
    open_ones = {
        name for name, one in found.items() if one is not None and (one.shown["readings"] or one.value is None)
    }
    # An answer that only follows from another in dispute is not what the parties differ on.
    first = {row.decision for row in rows if row.decision in open_ones} - (
        {told.answer} if len(open_ones) > 1 else set()
    )
    return tuple(row for row in rows if row.decision in first) or rows


def _row(agreement: str, decision: str, row: str) -> AgreementRow:
    """A row without regard to version: a settlement under one text is of use under the next that has the row."""
    return AgreementRow(agreement.partition("@")[0], decision, row)


def precedents_for(rows: Iterable[AgreementRow], most: int = MOST) -> list[Shown]:
    """The settled single cases that were about any of these rows, the latest first. One query; without rows none."""
    wanted = Q()
    for row in set(rows):
        wanted |= Q(agreement=row.agreement, decision=row.decision, row=row.row)
    if not wanted:
        return []
    found: dict[object, list[Precedent]] = {}
    for one in Precedent.objects.filter(wanted).order_by("-settled", "agreement", "decision", "row")[: most * 8]:
        found.setdefault(one.case_id, []).append(one)
    return [
        Shown(
            several[0].text,
            OUTCOMES.get(several[0].party, several[0].party),
            several[0].level,
            several[0].settled,
            tuple(AgreementRow(one.agreement, one.decision, one.row) for one in several),
        )
        for several in list(found.values())[:most]
    ]


def precedents_of(facts: Mapping[str, Value], day: date) -> list[Shown]:
    """The settled single cases for a situation: those about a row that decides now who is responsible."""
    told = [ask(agreement, answer, facts, day, readings=False) for agreement, answer in disputable(facts)]
    return precedents_for({row for one in told if one is not None for row in deciding(one)})
