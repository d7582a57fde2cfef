"""Writing the trail: one entry a request, in the transaction of what it records."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from samsyn_web.trail.models import Entry, Touched, What


@dataclass
class Tracks:
    """What one request has touched so far."""

    persons: dict[UUID, None] = field(default_factory=dict)
    cases: dict[UUID, None] = field(default_factory=dict)
    what: What | None = None
    why: str = ""
    content: str = ""
    is_written: bool = False

    def touch(self, what: What, persons: Iterable[UUID] = (), cases: Iterable[UUID] = (), why: str = "") -> None:
        """Remember what was touched. The gravest kind of touching names the entry."""
        self.persons |= dict.fromkeys(persons)
        self.cases |= dict.fromkeys(cases)
        if self.what is None or GRAVITY.index(what) > GRAVITY.index(self.what):
            self.what = what
        self.why = why or self.why


GRAVITY = (
    What.SIGNED_OUT,
    What.SIGNED_IN,
    What.LISTED,
    What.SEARCHED,
    What.READ,
    What.CHANGED,
    What.ACTED,
    What.EXPORTED,
    What.SIGN_IN_FAILED,
    What.REFUSED,
    What.BROKE_GLASS,
)


def write(
    tracks: Tracks,
    at: datetime,
    *,
    request: str = "",
    account: int | None = None,
    role: str = "",
    unit: str | None = None,
    page: str = "",
) -> Entry | None:
    """Write the entry of a request; None when it touched nothing. Once only."""
    if tracks.what is None or tracks.is_written:
        return None
    with transaction.atomic(savepoint=False):
        entry = _entry(tracks, at, request, account, role, unit, page)
    tracks.is_written = True
    return entry


def _entry(
    tracks: Tracks, at: datetime, request: str, account: int | None, role: str, unit: str | None, page: str
) -> Entry:
    assert tracks.what is not None
    entry = Entry.objects.create(
        at=at,
        request=request,
        account_id=account,
        role=role,
        unit_id=unit,
        what=tracks.what,
        page=page,
        persons=[str(one) for one in tracks.persons],
        cases=[str(one) for one in tracks.cases],
        why=tracks.why,
        content=tracks.content,
    )
    Touched.objects.bulk_create(Touched(entry=entry, person=person) for person in tracks.persons)
    return entry
