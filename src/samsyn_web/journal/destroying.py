"""Destroying content after a decision by IVO (PDL 8 kap. 4 §), so that it can be shown afterwards what was done.

What an event said goes. What stays is that there was an event: its kind, times, who recorded it where, to whom it was
sent, and which other event it was about. Without these the case could no longer be computed, and the trail would point at
nothing. Corrections of a destroyed event repeat what it said, and go with it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from django.db import transaction

from samsyn.processes.events import CORRECT, HAPPENED, TARGET
from samsyn_web.directory.models import Account
from samsyn_web.journal.models import Case, Destruction, Event
from samsyn_web.journal.projecting import projected, store
from samsyn_web.journal.streams import as_event, rows_of
from samsyn_web.trail.models import Entry, What
from samsyn_web.trail.recording import Tracks, write
from samsyn_web.trail.sealing import private_key

STAYS: Final = frozenset({TARGET, HAPPENED})
"""The fields that say which event another is about, and when it happened: they hold no content of their own."""


class NothingToDestroyError(Exception):
    """The events are not there, or their content is already destroyed: a sentence."""


def to_destroy(case: Case, versions: Iterable[int] = ()) -> list[Event]:
    """The events whose content goes: all, or those named and the corrections of them. Raises NothingToDestroyError."""
    rows = [row for row in rows_of(case) if row.destroyed is None]
    wanted = set(versions)
    missing = wanted - {row.version for row in rows}
    if missing:
        raise NothingToDestroyError(f"Händelse {min(missing)} finns inte i fallet, eller är redan förstörd.")
    if wanted:
        # A correction comes after what it corrects, and may itself be corrected.
        for row in rows:
            if row.kind == CORRECT and row.data.get(TARGET) in wanted:
                wanted.add(row.version)
        rows = [row for row in rows if row.version in wanted]
    if not rows:
        raise NothingToDestroyError("Allt innehåll i fallet är redan förstört.")
    return rows


@transaction.atomic
def destroy(
    case: Case, *, decision: str, at: datetime, by: Account | None = None, versions: Iterable[int] = ()
) -> Destruction:
    """Destroy what events say, leave marks, and compute the case anew. Raises NothingToDestroyError."""
    case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    rows = to_destroy(case, versions)
    made = Destruction.objects.create(
        case=case, at=at, decision=decision, by=by, marks={str(row.version): mark(row.data) for row in rows}
    )
    for row in rows:
        left = {name: value for name, value in row.data.items() if name in STAYS}
        Event.objects.filter(pk=row.pk).update(data=left, destroyed=at)
    held = rows_of(case)
    if all(row.destroyed is not None for row in held):
        Case.objects.filter(pk=case.pk).update(destroyed=at)
        case.destroyed = at
    projection, _ = projected(case, [as_event(row) for row in held], at)
    store(case, projection)
    tracks = Tracks()
    tracks.touch(What.CHANGED, case.persons, (case.pk,), told(made))
    write(tracks, at, account=by.pk if by else None, page="destroy")
    return made


def mark(data: Any) -> str:
    """A keyed hash of what an event said. The same content with the same key gives the same mark."""
    raw = private_key().private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    said = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(hashlib.sha256(b"destroyed" + raw).digest(), said.encode(), hashlib.sha256).hexdigest()


def told(made: Destruction) -> str:
    """What the trail says of a destruction: sealed there, it holds the marks fast."""
    marks = json.dumps(made.marks, sort_keys=True)
    return (
        f"Innehåll förstört efter IVO:s beslut {made.decision}: {len(made.marks)} händelser, "
        f"märken {hashlib.sha256(marks.encode()).hexdigest()}"
    )


def faults() -> Iterator[str]:
    """Destroyed content without a mark, and marks that the trail does not tell of; as sentences."""
    marked: set[tuple[object, int]] = set()
    on_trail = set(Entry.objects.filter(what=What.CHANGED, page="destroy").values_list("why", flat=True))
    for made in Destruction.objects.select_related("case"):
        marked |= {(made.case_id, int(version)) for version in made.marks}
        if told(made) not in on_trail:
            yield f"Förstöringen efter beslut {made.decision} i {made.case.number} finns inte i loggen som den står."
    for event in Event.objects.exclude(destroyed=None).select_related("case"):
        if (event.case_id, event.version) not in marked:
            yield f"Händelse {event.version} i {event.case.number} är förstörd utan beslut."
