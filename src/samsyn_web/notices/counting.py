"""How many notices of each kind somebody is to be told of by the digest, in one question to the database."""

from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access.visit import Visit
from samsyn_web.notices.choosing import wanted
from samsyn_web.notices.kinds import KINDS
from samsyn_web.notices.sources import sources_for

STANDING: Final = [kind.id for kind in KINDS if kind.stands]


def to_tell(visit: Visit, since: datetime) -> dict[str, int]:
    """How many of each kind the digest has: what waits, and what has merely happened since a moment."""
    is_wanted = wanted(visit.worker.account, visit.now.astimezone(STOCKHOLM).date(), "in_digest")
    which = Q(notice__in=STANDING) | Q(moment__gt=since)
    parts = [
        query.order_by()
        .filter(is_wanted, which, moment__isnull=False)
        .values("notice")
        .annotate(count=Count("pk"))
        .values_list("notice", "count")
        for source in sources_for(visit)
        for query in source.queries(visit)
    ]
    counts: dict[str, int] = {}
    for kind, count in parts[0].union(*parts[1:], all=True) if parts[1:] else [one for part in parts for one in part]:
        counts[kind] = counts.get(kind, 0) + count
    return counts
