"""The fingerprint of an event: what the sealed trail holds of the record itself, and whether they still agree."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC

from samsyn_web.journal.models import Case, Event
from samsyn_web.trail.models import Entry


def fingerprint(event: Event) -> str:
    """SHA-256 over all that an event says: what, when, by whom, to whom, under which agreements."""
    said = {
        "case": str(event.case_id),
        "version": event.version,
        "kind": event.kind,
        "schema": event.schema,
        "happened": event.happened.astimezone(UTC).isoformat(),
        "recorded": event.recorded.astimezone(UTC).isoformat(),
        "by": event.by_id,
        "role": event.role,
        "unit": event.unit_id,
        "controller": event.controller_id,
        "addressed": event.addressed,
        "data": event.data,
        "closures": event.closures,
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def faults() -> Iterator[str]:
    """Every case in which an event is no longer the one that was recorded, or is gone; destroyed ones have marks of their own."""
    expected: dict[str, list[str]] = {}
    for cases, content in Entry.objects.exclude(content="").values_list("cases", "content").iterator():
        if cases:  # what is of no case (a posting) has its own check
            expected.setdefault(cases[-1], []).append(content)
    for case in Case.objects.filter(pk__in=expected).iterator():
        events = list(case.events.all())
        found = {fingerprint(event) for event in events}
        lost = sum((Counter(expected.pop(str(case.pk))) - Counter(found)).values())
        if lost > sum(event.destroyed is not None for event in events):
            yield f"Fall {case.number} har händelser som inte är de som registrerades, eller saknas."
    yield from (
        f"Ett fall med {len(contents)} registrerade händelser finns inte längre." for contents in expected.values()
    )
