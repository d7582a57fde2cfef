"""Where the agreements are: the folder named, the one at hand, or the one that comes with the program; with drafts laid on top."""

import argparse
import os
from datetime import date, datetime
from pathlib import Path

from samsyn.command_line.sayings import NotPossibleError
from samsyn.rules.library import VOCABULARY_FILE, Library

_BESIDE_THE_PROGRAM = Path(__file__).resolve().parents[3] / "agreements"


def folder(arguments: argparse.Namespace) -> Path:
    """The folder with `begrepp.md`."""
    named = arguments.agreements or os.environ.get("SAMSYN_AGREEMENTS")
    if named:
        return Path(named)
    here = Path("agreements")
    if (here / VOCABULARY_FILE).is_file():
        return here
    if (_BESIDE_THE_PROGRAM / VOCABULARY_FILE).is_file():
        return _BESIDE_THE_PROGRAM
    raise NotPossibleError(
        "hittar inga avtal: här finns ingen mapp agreements med begrepp.md. Ange den med --agreements"
    )


def open_library(arguments: argparse.Namespace) -> Library:
    """The library, with the drafts of `--draft` in it."""
    library = Library.from_folder(folder(arguments))
    texts, drafts = dict(library.texts), dict[str, str]()
    for draft in arguments.draft:
        address, equals, file = draft.partition("=")
        if not equals or not address or not file:
            raise NotPossibleError(
                f"utkastet ”{draft}” går inte att förstå; skriv ADRESS=FIL, t.ex. halland/hemsjukvard@2029-01-01=utkast.md"
            )
        name = f"{address.removesuffix('.md').replace('@', '/')}.md"
        drafts[name] = Path(file).as_posix()
        try:
            texts[name] = Path(file).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise NotPossibleError(f"utkastet {file} är inte text i UTF-8") from None
    return Library(texts, library.shown_as, library.unreadable, drafts)


def read_moment(text: str | None) -> datetime | None:
    """The moment of `--at`."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise NotPossibleError(f"”{text}” är ingen tidpunkt; skriv t.ex. 2026-05-03T02:30") from None


def is_only_a_day(text: str) -> bool:
    """Whether a moment was given as a day without an hour: the hour is then unknown."""
    return len(text.strip()) <= len("2026-05-03")


def read_day(text: str | None) -> date | None:
    """The day of `--on`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotPossibleError(f"”{text}” är inget datum; skriv t.ex. 2026-05-03") from None
