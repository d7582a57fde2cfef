"""What the surroundings say: settings come from environment variables, and from files below one folder."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def switch(name: str, *, default: bool) -> bool:
    """A setting that is on or off: `1` or `0`."""
    said = os.environ.get(name, "1" if default else "0")
    if said not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name}={said!r} is neither 0 nor 1")
    return said == "1"


def number(name: str, default: int) -> int:
    """A setting that is a whole number."""
    said = os.environ.get(name, str(default))
    if not said.isdecimal():
        raise ImproperlyConfigured(f"{name}={said!r} is not a whole number")
    return int(said)


def text(name: str, default: str | None = None) -> str:
    """A setting that is a text; one without a default must be given."""
    said = os.environ.get(name, default)
    if said is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return said


def one_of(name: str, among: Sequence[str], default: str) -> str:
    """A setting that is one of some words."""
    said = os.environ.get(name, default)
    if said not in among:
        raise ImproperlyConfigured(f"{name}={said!r} is none of {', '.join(among)}")
    return said


def listed(name: str, default: str = "") -> list[str]:
    """A setting that is a list, with commas between."""
    return [one.strip() for one in os.environ.get(name, default).split(",") if one.strip()]


def secret(name: str, folder: Path) -> str:
    """A secret: the environment's, or one made at the first start and kept in a file that only we can read."""
    if said := os.environ.get(name):
        return said
    kept = folder / name.lower()
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(new, kept)  # whoever comes first wins, and all read the same
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return kept.read_text(encoding="ascii")
