"""A folder of Markdown files → texts by name, and which files are no texts."""

from collections.abc import Mapping
from pathlib import Path

from samsyn.documents.identifiers import tidy
from samsyn.documents.problems import Place, Problem

TEXT_ENDINGS = (".md", ".markdown", ".txt")
"""Files that were most likely meant to be read; only .md is."""


def read_folder(folder: Path) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Every Markdown file below a folder but READMEs and hidden ones, by its name there; and what could not be read."""
    texts: dict[str, str] = {}
    unreadable: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(piece.startswith(".") for piece in name.split("/"))
        if hidden or path.suffix.lower() not in TEXT_ENDINGS or path.stem.lower() == "readme" or not path.is_file():
            continue
        shown = f"{folder.as_posix()}/{name}"
        try:
            text = read_utf8(path.read_bytes(), shown)
        except OSError as error:
            text = _unreadable(
                Place(shown, 1), f"filen går inte att öppna: {error.strerror}", "se vem som får läsa den"
            )
        if isinstance(text, Problem):
            unreadable.append(text)
        elif path.suffix == ".md":
            texts[name] = text
        else:
            unreadable.append(_wrong_ending(shown, path))
    return texts, tuple(unreadable)


def read_utf8(data: bytes, file: str) -> str | Problem:
    """The text that bytes stand for, or where they stop being text and what they look like instead."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    line_start = data.rfind(b"\n", 0, start) + 1
    column = len(data[line_start:start].decode("utf-8", "replace")) + 1
    place = Place(file, data.count(b"\n", 0, start) + 1, column)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unreadable(place, "filen är sparad som UTF-16")
    if 0 in data:
        return _unreadable(place, "filen är ingen text", "byt ut den mot en Markdownfil, eller flytta den")
    around = data[max(line_start, start - 20) : start + 20].partition(b"\n")[0].decode("cp1252", "replace")
    return _unreadable(place, f"filen är inte sparad som UTF-8: ”{tidy(around)}”")


_SAVE_AGAIN = "öppna filen i ett skrivprogram och spara den på nytt med kodningen UTF-8"


def _unreadable(place: Place, what: str, hint: str = _SAVE_AGAIN) -> Problem:
    return Problem(place, "oläslig-fil", what, "Inget i filen gäller.", hint)


def _wrong_ending(file: str, path: Path) -> Problem:
    return Problem(
        Place(file, 1),
        "fil-på-fel-plats",
        f"filens namn slutar på {path.suffix}",
        "Bara filer vars namn slutar på .md läses.",
        f"döp om den till {path.stem}.md, eller flytta den",
    )
