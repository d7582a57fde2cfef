"""What a disagreement or a deviation is raised on: the person, the case it came up in, and the rows that apply there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms

from samsyn.facts.values import Value
from samsyn.processes.fields import AgreementRow
from samsyn_web.access import reading
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import NotThere
from samsyn_web.access.visit import Visit
from samsyn_web.casework.forms import WHEN, ActForm
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Person
from samsyn_web.journal.streams import facts_of
from samsyn_web.journal.texts import texts

WHERE: Final = "vardas_just_nu_i"
IN_HOSPITAL: Final = frozenset({"sluten somatisk vård", "sluten psykiatrisk vård"})
TIME_LIMIT: Final = "Frist"
"""What stands in place of the decision for a row that is a time limit."""
ROWS: Final = "rader"


@dataclass(frozen=True)
class Ground:
    """The person, what is known, the case it came up in and who takes part there."""

    person: Person
    facts: Mapping[str, Value]
    case: OpenCase | None = None
    is_ahead: bool = False
    """The person is in hospital, and the question is about the care at home that is to come."""

    @property
    def number(self) -> str:
        """The number of the case; empty without one."""
        return self.case.case.number if self.case else ""

    @property
    def near(self) -> tuple[Unit, ...]:
        """The units that take part in the case."""
        if self.case is None:
            return ()
        return tuple(unit for unit in self.case.units.values() if unit.pk in self.case.seen.state.units)


def ground(visit: Visit, person_id: UUID, said: str) -> Ground:
    """A person, and the case of theirs that `said` names. Raises NotThere, Refused."""
    if not said:
        opened = reading.person(visit, person_id)
        return Ground(opened.person, facts_of(opened.person, visit.now))
    try:
        case = reading.case(visit, UUID(said))
    except ValueError:
        raise NotThere from None
    if case.person is None or case.person.pk != person_id:
        raise NotThere
    facts, is_ahead = case.seen.facts, case.seen.facts.get(WHERE) in IN_HOSPITAL
    return Ground(case.person, {**facts, WHERE: "hemmet"} if is_ahead else facts, case, is_ahead)


def time_limits(found: Ground) -> tuple[AgreementRow, ...]:
    """The time limits of agreements that have started in the case: what a deviation is often about."""
    clocks = found.case.seen.clocks if found.case else ()
    return tuple(
        dict.fromkeys(
            AgreementRow(clock.agreement.partition("@")[0], TIME_LIMIT, clock.name)
            for clock in clocks
            if clock.provision is not None
        )
    )


def row_question(row: AgreementRow) -> str:
    """What the table of a row asks, and in which agreement."""
    if row.decision == TIME_LIMIT:
        return f"tidsgräns i {row.agreement}"
    answer = texts().library.vocabulary.answers.get(row.decision)
    return f"{answer.question if answer else row.decision} {row.agreement}"


class RowsForm(ActForm):
    """The form of an act that names rows of agreements, with those that apply to choose among."""

    def __init__(self, candidates: Sequence[AgreementRow], hint: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if candidates:
            old = self.fields[ROWS]
            self.fields[ROWS] = forms.MultipleChoiceField(
                label=old.label,
                required=old.required,
                help_text=hint,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(one), f"{one.row} ({row_question(one)})") for one in candidates],
            )
            self.order_fields([*(field.id for field in self.act.fields), WHEN])
