"""Ways of writing that must simply work: each gives the same library, word for word, without a problem."""

import re
import unicodedata
from pathlib import Path

import pytest

from rules.meaning import meaning
from samsyn.rules.library import Library

GROUND = Path(__file__).parents[1] / "bad" / "grund"
TEXTS = {file.relative_to(GROUND).as_posix(): file.read_text(encoding="utf-8") for file in GROUND.rglob("*.md")}
MEANING = meaning(Library(TEXTS))


def in_tables(change):
    """A change of the lines of tables alone."""
    return lambda text: "\n".join(change(line) if line.startswith("|") else line for line in text.split("\n"))


def in_cells(change):
    """A change of each cell but those of the row of dashes."""
    return in_tables(
        lambda line: line if set(line) <= set("|-") else "|".join(change(cell) for cell in line.split("|"))
    )


def headers_in_capitals(text):
    """The headers of every table in capitals, but for its kind."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1]):
        if lines[number + 1].startswith("|--"):
            corner, rest = line[1:].split("|", 1)
            lines[number] = f"|{corner}|{rest.upper()}"
    return "\n".join(lines)


SPELLINGS = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "line ends of old Macintoshes": lambda text: text.replace("\n", "\r"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "a byte order mark and line ends of Windows": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "no line end at the end": lambda text: text.rstrip("\n"),
    "blank lines at the end": lambda text: text + "\n\n\n",
    "blanks at the ends of lines": lambda text: text.replace("\n", "  \n"),
    "hard spaces in the cells": in_cells(lambda cell: cell.replace(" ", "\N{NO-BREAK SPACE}")),
    "narrow and wide spaces": in_cells(lambda cell: cell.replace(" ", "\N{NARROW NO-BREAK SPACE}\N{EM SPACE}")),
    "tabs in the cells": in_cells(lambda cell: cell.replace(" ", "\t")),
    "soft hyphens in long words": in_tables(lambda line: re.sub(r"(ordin)(ärt)", "\\1\N{SOFT HYPHEN}\\2", line)),
    "signs without width": in_cells(
        lambda cell: f"\N{ZERO WIDTH SPACE}{cell}\N{ZERO WIDTH NO-BREAK SPACE}" if cell.strip() else cell
    ),
    "no spaces round the bars": in_tables(lambda line: re.sub(r" *\| *", "|", line)),
    "no bars at the ends of the rows": in_tables(lambda line: line.strip("|")),
    "tables a little to the right": in_tables(lambda line: f"   {line}"),
    "alignment in the row of dashes": in_tables(
        lambda line: line.replace("|--", "|:-") if set(line) <= set("|-") else line
    ),
    "headers in capitals": headers_in_capitals,
    "keyboard forms": in_tables(lambda line: line.replace("» ", ">>").replace("| – ", "| - ")),
    "long dashes": in_tables(lambda line: line.replace("| – ", "| — ")),
    "blanks round the head's dashes": lambda text: text.replace("---\n", "---   \n"),
    "comments in the head": lambda text: text.replace("källor:\n", "källor:   # vad vi vet\n  # uppräknat\n"),
    "headings underlined": lambda text: re.sub(r"^### (.*)$", r"\1\n---", text, flags=re.MULTILINE),
    "trailing marks after headings": lambda text: re.sub(r"^(### .*)$", r"\1 ###", text, flags=re.MULTILINE),
    "text between the tables": lambda text: re.sub(r"\n\n\|", "\n\nEn mening, till exempel (så här).\n\n|", text),
    "decomposed letters, hard spaces and line ends of Windows": lambda text: in_cells(
        lambda cell: cell.replace(" ", "\u00a0")
    )(unicodedata.normalize("NFD", text)).replace("\n", "\r\n"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_way_of_writing_gives_the_same_library(spelling):
    change = SPELLINGS[spelling]
    library = Library({name: change(text) for name, text in TEXTS.items()})
    assert library.texts != TEXTS
    assert library.check() == ()
    assert meaning(library) == MEANING


def test_another_word_gives_another_library():
    library = Library(
        {name: text.replace("| kommun     | kommun", "| kommun     | region") for name, text in TEXTS.items()}
    )
    assert meaning(library) != MEANING


def test_a_file_name_may_be_decomposed():
    name = "halland/hemsjukvard/2021-04-01.md"
    texts = {**TEXTS, "vgr/hemsjukvard/okänt-datum.md": re.sub("gäller: .*", "gäller: okänt", TEXTS[name])}
    decomposed = Library({unicodedata.normalize("NFD", key): text for key, text in texts.items()})
    assert decomposed.check() == Library(texts).check() == ()
    assert decomposed.find("vgr/hemsjukvård@okänt-datum")[0] == "vgr/hemsjukvard"
