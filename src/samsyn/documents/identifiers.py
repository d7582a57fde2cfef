"""How a Swedish name becomes an identifier, and which known name a misspelt one was meant to be."""

import difflib
import unicodedata
from collections.abc import Iterable

_SWEDISH = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o"})


def fold(name: str) -> str:
    """The identifier of a name: lower case, å and ä → a, ö → o, everything else that is no letter or digit → _.

    Two names with the same identifier are the same name: ``fold("Bor i") == fold("bor_i") == "bor_i"``.
    """
    composed = unicodedata.normalize("NFC", name).lower().translate(_SWEDISH)
    plain = unicodedata.normalize("NFKD", composed)
    kept = "".join(
        sign if sign.isascii() and sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
    )
    return "_".join(kept.split())


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` most likely stands for, or None when none is near."""
    by_identifier = {fold(name): name for name in known}
    near = difflib.get_close_matches(fold(word)[:80], by_identifier, n=1, cutoff=0.6)
    return by_identifier[near[0]] if near else None


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask "menade du …?" when a known name is near, else `otherwise`."""
    name = meant(word, known)
    return f"menade du ”{name}”?" if name is not None else otherwise
