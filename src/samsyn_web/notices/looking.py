"""When somebody last opened their notices, as one role at one unit: asked for within other questions, and remembered."""

from datetime import UTC, datetime
from functools import partial
from typing import Final

from django.db.models import DateTimeField, Subquery, Value
from django.db.models.functions import Coalesce

from samsyn_web.access.visit import Visit
from samsyn_web.notices.models import Looked

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def last_look(visit: Visit) -> Coalesce:
    """When the worker last opened the notices of this role and unit."""
    worker = visit.worker
    looked = Looked.objects.filter(account=worker.account, role=worker.role.value, unit=worker.unit).values("at")
    return Coalesce(Subquery(looked[:1]), Value(NEVER), output_field=DateTimeField())


def look(visit: Visit) -> None:
    """Remember, together with the visit's entry on the trail, that the worker has seen what there is.

    What was being recorded at that very moment is listed the next time, and not counted as new.
    """
    worker = visit.worker
    now_looked = Looked(account=worker.account, role=worker.role.value, unit=worker.unit, at=visit.now)
    visit.afterwards.append(partial(_remember, now_looked))


def _remember(looked: Looked) -> None:
    Looked.objects.bulk_create(
        [looked], update_conflicts=True, unique_fields=["account", "role", "unit"], update_fields=["at"]
    )
