"""Sealing the trail: entries in batches, each batch's hash resting on the one before, each signed.

The signed heads are appended to a file outside the database: whoever rewrites the trail would have to rewrite what has
already been copied elsewhere, and sign it anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from samsyn_web.trail.models import Entry, Seal

BATCH: Final = 5000
FIRST: Final = "0" * 64
HEADS: Final = "loggens-sigill.jsonl"


def private_key() -> Ed25519PrivateKey:
    """The key the seals are signed with: made at first use, and kept in a file only we can read."""
    path: Path = settings.DATA / "loggnyckel.pem"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = Ed25519PrivateKey.generate()
        path.touch(mode=0o600)
        path.write_bytes(
            new.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def canonical(entry: Entry) -> bytes:
    """An entry as the hash sees it."""
    said = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(),
        "request": entry.request,
        "account": entry.account_id,
        "role": entry.role,
        "unit": entry.unit_id,
        "what": entry.what,
        "page": entry.page,
        "persons": entry.persons,
        "cases": entry.cases,
        "why": entry.why,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(before: str, number: int, made: datetime, entries: Iterable[Entry]) -> str:
    """SHA-256 over the seal before, this one's number and time, and its entries in their order."""
    said = hashlib.sha256(f"{before}\0{number}\0{made.astimezone(UTC).isoformat()}".encode())
    for entry in entries:
        told = canonical(entry)
        said.update(len(told).to_bytes(8, "big"))
        said.update(told)
    return said.hexdigest()


@transaction.atomic
def seal(now: datetime) -> Seal | None:
    """Seal a batch of the entries that are not sealed yet; None when there is none."""
    last = Seal.objects.select_for_update().order_by("-number").first()
    entries = list(Entry.objects.filter(seal=None).order_by("id")[:BATCH])
    if not entries:
        return None
    number, before = (last.number + 1, last.digest) if last else (1, FIRST)
    made = now.astimezone(UTC)
    head = digest(before, number, made, entries)
    signature = private_key().sign(head.encode()).hex()
    new = Seal.objects.create(
        number=number, made=made, entries=len(entries), before=before, digest=head, signature=signature
    )
    for place, entry in enumerate(entries):
        entry.seal, entry.place = new, place
    Entry.objects.bulk_update(entries, ["seal", "place"], batch_size=500)
    transaction.on_commit(lambda: _export(new))
    return new


def _export(made: Seal) -> None:
    public = private_key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
    head = {
        "number": made.number,
        "made": made.made.astimezone(UTC).isoformat(),
        "entries": made.entries,
        "before": made.before,
        "digest": made.digest,
        "signature": made.signature,
        "key": public,
    }
    with (settings.DATA / HEADS).open("a", encoding="utf-8") as heads:
        heads.write(json.dumps(head) + "\n")


def faults(heads: Path | None = None) -> Iterator[str]:
    """Everything that is wrong with the sealed trail, as sentences; nothing when it is whole.

    `heads` is a copy of the exported heads, kept elsewhere: the seals must be those, signed with their key.
    """
    public = private_key().public_key()
    before, expected = FIRST, 1
    for one in Seal.objects.order_by("number"):
        if one.number != expected:
            yield f"Sigill {expected} saknas."
        if one.before != before:
            yield f"Sigill {one.number} bygger inte på det föregående."
        entries = list(Entry.objects.filter(seal=one).order_by("place"))
        if len(entries) != one.entries:
            yield f"Sigill {one.number} gällde {one.entries} rader, men {len(entries)} finns kvar."
        if digest(one.before, one.number, one.made, entries) != one.digest:
            yield f"Raderna under sigill {one.number} är inte de som förseglades."
        if not _is_signed(public, one.digest, one.signature):
            yield f"Sigill {one.number} har en underskrift som inte är vår."
        before, expected = one.digest, one.number + 1
    if heads is not None:
        yield from _against(heads)


def _is_signed(key: Ed25519PublicKey, said: str, signature: str) -> bool:
    try:
        key.verify(bytes.fromhex(signature), said.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _against(heads: Path) -> Iterator[str]:
    seals = {one.number: one for one in Seal.objects.all()}
    for line in heads.read_text(encoding="utf-8").splitlines():
        head = json.loads(line)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"]))
        if not _is_signed(key, head["digest"], head["signature"]):
            yield f"Det utlämnade sigillet {head['number']} är förvanskat."
        found = seals.get(head["number"])
        if found is None:
            yield f"Sigill {head['number']} är utlämnat men finns inte längre."
        elif found.digest != head["digest"]:
            yield f"Sigill {head['number']} är ett annat än det utlämnade."
