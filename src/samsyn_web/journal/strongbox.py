"""A file that only who has the key can read, and nobody can change or cut short unnoticed.

AES-256-GCM, a piece at a time, so that a copy of any size needs little memory. Each piece's nonce holds its number and
whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): pieces that are
missing, swapped or taken from another file do not open.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"samsyn-kopia-1\n"
PIECE: Final = 1 << 20
_SALT: Final = 16
_PREFIX: Final = 7
_TAG: Final = 16


class LockedError(Exception):
    """The file cannot be opened: another key, another sort of file, or not as it was written."""


def lock(source: Path, target: Path, key: str) -> None:
    """Write `target`: `source` under a key. Only we may read it."""
    salt, prefix = os.urandom(_SALT), os.urandom(_PREFIX)
    cipher = _cipher(key, salt)
    with source.open("rb") as plain, _private(target) as locked:
        locked.write(MAGIC + salt + prefix)
        for nonce, piece in _pieces(plain, PIECE, prefix):
            locked.write(cipher.encrypt(nonce, piece, MAGIC))
        locked.flush()
        os.fsync(locked.fileno())


def unlock(source: Path, target: Path, key: str) -> None:
    """Write `target`: what `source` holds. Raises LockedError; `target` must then not be used."""
    with source.open("rb") as locked, _private(target) as plain:
        if locked.read(len(MAGIC)) != MAGIC:
            raise LockedError("Filen är ingen säkerhetskopia från Samsyn.")
        salt, prefix = locked.read(_SALT), locked.read(_PREFIX)
        if len(prefix) != _PREFIX:
            raise LockedError("Filen är avkortad.")
        cipher = _cipher(key, salt)
        for nonce, piece in _pieces(locked, PIECE + _TAG, prefix):
            try:
                plain.write(cipher.decrypt(nonce, piece, MAGIC))
            except InvalidTag:
                raise LockedError(
                    "Filen går inte att låsa upp: nyckeln är en annan, eller så är filen skadad eller ändrad."
                ) from None


def _pieces(file: BinaryIO, size: int, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each piece with its nonce; the last is known by that nothing follows it. An empty file has one empty piece."""
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        yield prefix + number.to_bytes(4, "big") + (b"\0" if following else b"\1"), piece
        if not following:
            return
        number, piece = number + 1, following


def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode()))


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
