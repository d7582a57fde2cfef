"""Who may see what of a person: care relation, consent, emergency, spärr (PDL 4 kap.; SVOD 3 kap.)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn.processes.kinds import PROCESSES
from samsyn_web.access.models import Block, Consent, Emergency
from samsyn_web.access.refusals import NeedsConfirmation, Refused
from samsyn_web.access.visit import Visit
from samsyn_web.journal.models import Case, Event, Participation, Person
from samsyn_web.trail.models import What

AFTERWARDS: Final = timedelta(days=90)
"""How long a unit may still open a case that has ended: our choice, for following up. No source names a time."""

EMERGENCY_LASTS: Final = timedelta(hours=4)
"""How long break-glass lasts: our choice."""


ABOUT_UNITS: Final = frozenset(
    role for process in PROCESSES.values() if process.about_units for act in process.acts.values() for role in act.roles
)
"""The roles that take part in cases about units; in these nothing is about a person."""


class Hidden(StrEnum):
    """Why an event's content is not shown, though its existence may be."""

    BLOCKED = "spärrad"
    NO_CONSENT = "kräver samtycke"


@dataclass(frozen=True)
class Relation:
    """What somebody at work has to do with a person: what decides which events they see."""

    units: frozenset[str]
    """The units through which there is a care relation; in an emergency also the worker's own."""
    has_consent: bool
    emergency: Emergency | None
    blocks: tuple[Block, ...]

    def hides(self, event: Event, visit: Visit) -> Hidden | None:
        """Whether an event's content is hidden, and why."""
        worker = visit.worker
        is_own = event.controller_id == worker.party.pk
        is_sent_here = worker.unit.hsa_id in event.addressed
        if event.unit_id == worker.unit.hsa_id:
            return None
        for block in self.blocks:
            if block.party_id == event.controller_id and block.unit_id in {None, event.unit_id}:
                opened = self.emergency is not None and self.emergency.lifts_blocks and is_own
                if not opened and not is_sent_here and (not is_own or block.unit_id is not None):
                    return Hidden.BLOCKED
        if is_own or is_sent_here or self.has_consent or self.emergency is not None:
            return None
        return Hidden.NO_CONSENT


def relation(visit: Visit, person: UUID) -> Relation:
    """What the worker has to do with a person. Raises Refused when that is nothing."""
    worker = visit.worker
    if not worker.is_clinical:
        raise Refused(
            f"Som {worker.role_name} har du inte tillgång till uppgifter om enskilda personer.",
            "Den som deltar i vården av personen kan svara.",
        )
    emergencies = Emergency.objects.filter(
        account=worker.account, unit=worker.unit, person_id=person, starts__lte=visit.now, ends__gt=visit.now
    )
    here = Participation.objects.filter(
        Q(case__is_open=True) | Q(case__changed__gt=visit.now - AFTERWARDS),
        case__person_id=OuterRef("pk"),
        unit=worker.unit,
    )
    found = Person.objects.annotate(
        takes_part=Exists(here), consents_here=Exists(standing_consent(visit)), is_broken=Exists(emergencies)
    ).get(pk=person)
    emergency = emergencies.order_by("-lifts_blocks", "-starts").first() if found.is_broken else None
    units = frozenset({worker.unit.pk} if found.takes_part else ())
    if not units and emergency is None:
        raise Refused(
            "Din enhet har ingen vårdrelation till personen: den deltar inte i något fall som pågår.",
            "En enhet som deltar i ett fall kan ta med er enhet. Är det bråttom för patientens skull kan du nödöppna.",
            person=person,
            can_break=True,
        )
    blocks = tuple(Block.objects.filter(person_id=person, lifted=None).select_related("party", "unit", "made_by"))
    return Relation(units, found.consents_here, emergency, blocks)


def enter(visit: Visit, person: Person, cases: Iterable[UUID]) -> Relation:
    """What the worker has to do with a person whose data they are to see or add to. A refusal is left on the trail.

    Raises Refused, NeedsConfirmation.
    """
    try:
        related = relation(visit, person.pk)
    except Refused as refused:
        visit.tracks.touch(What.REFUSED, (person.pk,), cases, refused.why)
        raise
    must_be_confirmed(visit, person)
    return related


def enter_case(visit: Visit, case: Case) -> Relation:
    """What the worker has to do with the person or the unit that a case is about. A refusal is left on the trail.

    A case about a unit is open to the units that take part in it. Raises Refused, NeedsConfirmation.
    """
    if case.person is not None:
        return enter(visit, case.person, (case.pk,))
    worker = visit.worker
    if worker.role not in ABOUT_UNITS:
        why = f"Som {worker.role_name} deltar du inte i fall om enheter."
    elif not Participation.objects.filter(case=case, unit=worker.unit).exists():
        why = "Din enhet deltar inte i fallet."
    else:
        return Relation(frozenset({worker.unit.pk}), has_consent=True, emergency=None, blocks=())
    visit.tracks.touch(What.REFUSED, (), (case.pk,), why)
    raise Refused(why, "En enhet som deltar kan svara, och kan ta med er enhet.")


def must_be_confirmed(visit: Visit, person: Person) -> None:
    """Raises NeedsConfirmation when the person's identity is protected and the worker has not said that they need it."""
    if person.protection and str(person.pk) not in visit.confirmed:
        raise NeedsConfirmation(person.pk)


def standing_consent(visit: Visit) -> QuerySet[Consent]:
    """The grounds on which the worker's care provider may see what others have made available of a person, to be asked of one."""
    today = visit.now.astimezone(STOCKHOLM).date()
    return Consent.objects.filter(
        Q(ends=None) | Q(ends__gte=today),
        person_id=OuterRef("pk"),
        party=visit.worker.party,
        withdrawn=None,
        given__lte=visit.now,
    )


def needs_role(visit: Visit, *roles: Role) -> None:
    """Raises Refused unless the worker has one of the roles."""
    if visit.worker.role not in roles:
        names = " eller ".join(ROLE_NAMES[role] for role in roles)
        raise Refused(f"Sidan är till för {names}. Du arbetar som {visit.worker.role_name}.", f"Be {names}.")


def can_list(visit: Visit) -> bool:
    """Whether the worker's role can have cases."""
    return visit.worker.is_clinical or visit.worker.role in ABOUT_UNITS


def may_list(visit: Visit) -> None:
    """Raises Refused unless the worker's role can have cases."""
    if not can_list(visit):
        raise Refused(
            f"Som {visit.worker.role_name} har du inga egna fall.", "Den som deltar i vården av personen kan svara."
        )


def may_search(visit: Visit) -> None:
    """Raises Refused unless the worker's role can have persons in its care."""
    if not visit.worker.is_clinical:
        raise Refused(
            f"Som {visit.worker.role_name} söker du inte bland personer.",
            "Den som deltar i vården av personen kan svara.",
        )
