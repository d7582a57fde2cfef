"""Break-glass (nödöppning): access in an emergency, for a few hours, with a reason that somebody will read."""

from datetime import UTC

from django.db import transaction

from samsyn_web.access.models import Emergency
from samsyn_web.access.refusals import Faulty, Refused
from samsyn_web.access.relations import EMERGENCY_LASTS
from samsyn_web.access.visit import Visit
from samsyn_web.journal.models import Person
from samsyn_web.trail.models import What

SHORTEST_REASON = 20
"""Signs: enough to say what the danger is."""


def may_break(visit: Visit) -> None:
    """Raises Refused unless the worker's role is in care."""
    if not visit.worker.is_clinical:
        raise Refused(
            f"Nödöppning är för den som vårdar personen. Du arbetar som {visit.worker.role_name}.",
            "En läkare eller sjuksköterska som vårdar personen kan nödöppna.",
        )


def break_glass(visit: Visit, person: Person, reason: str, *, lifts_blocks: bool) -> Emergency:
    """Open a person's data for the worker at their unit, for four hours. Sending the form twice opens it once.

    `lifts_blocks`: also what is blocked within the worker's own care provider (PDL 4:5). What another provider has
    blocked stays closed: only that provider can lift it (SVOD 3:5).

    Raises Refused, Faulty; nothing has then changed but the trail.
    """
    may_break(visit)
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Faulty({"reason": f"Beskriv nödläget med minst {SHORTEST_REASON} tecken. Skälet läses vid granskningen."})
    worker = visit.worker
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        same = Emergency.objects.filter(
            person=person,
            account=worker.account,
            unit=worker.unit,
            reason=reason,
            lifts_blocks=lifts_blocks,
            starts__lte=visit.now,
            ends__gt=visit.now,
        ).first()
        if same is not None:
            return same
        emergency = Emergency.objects.create(
            person=person,
            account=worker.account,
            unit=worker.unit,
            reason=reason,
            starts=visit.now,
            ends=visit.now.astimezone(UTC) + EMERGENCY_LASTS,  # hours that pass, also the night the clocks change
            lifts_blocks=lifts_blocks,
        )
        opened = " (även spärrade uppgifter hos egen vårdgivare)" if lifts_blocks else ""
        visit.tracks.touch(What.BROKE_GLASS, (person.pk,), (), f"{reason}{opened}")
        visit.write()
    return emergency
