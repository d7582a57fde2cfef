"""How a Swedish name becomes an identifier, and which known name a misspelt one was meant to be."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SWEDISH = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Soft hyphens, signs without width and marks of direction: what comes along from a web page or a PDF, unseen."""

LONGEST_COMPARED = 80
"""Letters of a word that are compared with known names."""


def tidy(text: str) -> str:
    """A text as it looks: å, ä, ö as one sign each, every space an ordinary single one, nothing invisible."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def fold(name: str) -> str:
    """The identifier of a name: lower case, å and ä → a, ö → o, everything else that is no letter or digit → _.

    Two names with the same identifier are the same name: ``fold("Bor i") == fold("bor_i") == "bor_i"``.
    """
    return _fold_again(name) if len(name) <= LONGEST_COMPARED else _fold(name)


def _fold(name: str) -> str:
    composed = unicodedata.normalize("NFC", name).lower().translate(_SWEDISH)
    plain = unicodedata.normalize("NFKD", composed)
    kept = "".join(
        sign if sign.isascii() and sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)
    )
    return "_".join(kept.split())


_fold_again = lru_cache(maxsize=16_384)(_fold)
"""The same few thousand names are folded again and again; endless ones are not kept."""


def same_word(text: str, word: str) -> bool:
    """Whether a text is a word as somebody may write it: ``Eget hem`` or ``eget_hem``, but not ``> eget hem``.

    Signs that the identifier leaves out may mean something, so the text may have none that the word has not.
    """
    return text == word or (fold(text) == fold(word) and _signs(text) <= _signs(word))


def _signs(text: str) -> set[str]:
    return {sign for sign in unicodedata.normalize("NFC", text) if not sign.isalnum() and not sign.isspace()} - {
        "_",
        "-",
        "–",
    }


def meant(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that `word` most likely stands for, or None when none is near."""
    by_identifier = {fold(name): name for name in known}
    identifier = fold(word)[:LONGEST_COMPARED]
    near = difflib.get_close_matches(identifier, by_identifier, n=3, cutoff=cutoff)
    return by_identifier[max(near, key=lambda name: _likeness(identifier, name))] if near else None


def _likeness(word: str, name: str) -> float:
    """How alike two identifiers are; seldom is it the first letter that is wrong."""
    return difflib.SequenceMatcher(None, word, name).ratio() + (0.1 if word[:1] == name[:1] else 0)


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask "menade du …?" when a known name is near, else `otherwise`."""
    name = meant(word, known)
    return f"menade du ”{name}”?" if name is not None else otherwise
