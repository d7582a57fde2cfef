"""What has been recorded of each duty that a case keeps, as it is stored on the case: lists count by it without opening any case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from samsyn.processes.recurrence import Proof, Record
from samsyn.processes.undertakings import Undertaking


def stored_duties(found: Sequence[Undertaking]) -> list[dict[str, Any]]:
    """The records of some duties as plain values."""
    return [_stored(one.record) for one in found]


def _stored(record: Record) -> dict[str, Any]:
    return {
        "row": record.row,
        "often": record.often,
        "since": record.since.isoformat(),
        "until": record.until.isoformat() if record.until else None,
        "applies": record.applies,
        "proofs": [[one.at.isoformat(), one.unit, one.version] for one in record.proofs],
        "asked": [at.isoformat() for at in record.asked],
        "waived": [at.isoformat() for at in record.waived],
        "stands": record.stands,
        "is_recorded": record.is_recorded,
    }


def duties_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Record, ...]:
    """The records that a case's row holds."""
    return tuple(
        Record(
            one["row"],
            one["often"],
            date.fromisoformat(one["since"]),
            date.fromisoformat(one["until"]) if one["until"] else None,
            one["applies"],
            tuple(Proof(datetime.fromisoformat(at), unit, version) for at, unit, version in one["proofs"]),
            tuple(map(datetime.fromisoformat, one["asked"])),
            tuple(map(datetime.fromisoformat, one["waived"])),
            one["stands"],
            one["is_recorded"],
        )
        for one in stored
    )
