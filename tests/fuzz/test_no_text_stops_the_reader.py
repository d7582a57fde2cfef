"""No text, however broken, gives anything but problems, and none takes long."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.spoiling import AGREEMENT, BOMB, GROUND, libraries, some_bytes
from samsyn.command_line import main
from samsyn.documents.problems import Problem
from samsyn.documents.tables import LONGEST_TEXT
from samsyn.rules.library import Library
from samsyn.rules.writing import format_text

SECONDS = 20
"""Far more than any text takes on a slow machine that others use too; what takes longer hangs."""

SMALL = settings(max_examples=25, suppress_health_check=list(HealthCheck))
LARGE = settings(max_examples=4000, suppress_health_check=list(HealthCheck))


class TooLongError(Exception):
    """A text took longer than any text should."""


@contextmanager
def in_time(seconds=SECONDS):
    """What is done in here is stopped when it takes too long."""

    def stop(_signal, _frame):
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read_without_trouble(texts):
    """Check a library and format each text: problems that stand inside the texts, and nothing else."""
    with in_time():
        library = Library(texts)
        problems = library.check()
        spoiled = {name: text for name, text in texts.items() if text != GROUND[name]}
        formatted = {name: format_text(text, library.vocabulary) for name, text in spoiled.items()}
        again = {name: format_text(text, library.vocabulary) for name, text in formatted.items()}
    assert again == formatted
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.message
        lines = re.split(r"\r\n|\r|\n", texts.get(problem.place.file, ""))
        assert 1 <= problem.place.line <= len(lines), problem
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 2, problem


@SMALL
@given(libraries())
def test_a_spoiled_library_is_told_of_and_not_stumbled_over(texts):
    read_without_trouble(texts)


@pytest.mark.long
@LARGE
@given(libraries())
def test_many_spoiled_libraries_are_told_of_and_not_stumbled_over(texts):
    read_without_trouble(texts)


# ---- monsters

HEAD = GROUND[AGREEMENT].partition("# Hemsjukvård")[0]
TABLE = "| F | Insats | » Huvudman | Källa |\n|---|---|---|---|\n"
ROW = "| r{0} | dialys | region | [ÖK] |\n"


def monsters(size):
    """Texts of about a size, each monstrous in its own way."""
    many = size // 40
    return {
        "bars": HEAD + "|" * size,
        "bars and dashes": HEAD + "|" * (size // 3) + "\n" + "|-" * (size // 3) + "|\n",
        "rows": HEAD + TABLE + "".join(ROW.format(number) for number in range(many)),
        "rows of the same name": HEAD + TABLE + ROW * many,
        "rows of unknown words": HEAD + TABLE + "".join(f"| r{n} | x{n} | y{n} | [Z{n}] |\n" for n in range(many)),
        "a wide table": HEAD + "| F " * (size // 8) + "|\n" + "|---" * (size // 8) + "|\n",
        "tables": HEAD + "".join(f"{TABLE}{ROW.format(1)}\n" for _ in range(size // 100)),
        "tables in tables": HEAD + f"{TABLE}\n" * (size // 60),
        "a long cell": HEAD + TABLE + f"| a | {'dialys, ' * (size // 8)} | region | [ÖK] |\n",
        "a long unknown cell": HEAD + TABLE + f"| a | {'x' * size} | region | [ÖK] |\n",
        "a long name": HEAD + TABLE + f"| {'å' * size} | dialys | region | [ÖK] |\n",
        "a long number": HEAD + TABLE.replace("Insats", "Ålder") + f"| a | {'9' * size} | region | [ÖK] |\n",
        "many numbers": HEAD + TABLE.replace("Insats", "Ålder") + f"| a | {'1, ' * (size // 3)}1 | region | [ÖK] |\n",
        "negations": HEAD + TABLE + f"| a | {'inte(' * (size // 10)}{')' * (size // 10)} | region | [ÖK] |\n",
        "intervals": HEAD + TABLE.replace("Insats", "Ålder") + f"| a | {'[1..2], ' * (size // 8)}3 | region | [ÖK] |\n",
        "brackets": HEAD + TABLE + f"| a | dialys | region | {'[' * size} |\n",
        "citations": HEAD + TABLE + f"| a | dialys | region | {'[ÖK] ' * (size // 5)} |\n",
        "spaces": HEAD + TABLE + f"| a | dialys{' ' * size}| region | [ÖK] |\n",
        "hard spaces": HEAD + TABLE + f"| a |{chr(160) * size}| region | [ÖK] |\n",
        "backslashes": HEAD + "|" + "\\|" * (size // 2) + "|\n|---|\n",
        "quotes": HEAD + "> " * (size // 2) + "| F |\n",
        "lists": HEAD + "- " * (size // 2) + "| F |\n",
        "a list": HEAD + "- | F | a |\n" * (size // 12),
        "steps": HEAD + "".join(" " * (number % 100) + "- a\n" for number in range(size // 60)),
        "headings": HEAD + "# a\n" * (size // 4),
        "underlined headings": HEAD + "a\n=\n" * (size // 4),
        "fences": HEAD + "```\n" * (size // 4),
        "references": HEAD + "[a]: \n" * (size // 6),
        "html": HEAD + "<a " * (size // 3),
        "comments": HEAD + "<!--\n" * (size // 5) + TABLE,
        "stars": HEAD + "* " * (size // 2),
        "backticks": HEAD + "`" * size,
        "blank lines": HEAD + "\n" * size,
        "combining signs": HEAD + "a" + "\u0301" * size,
        "nothing that can be seen": HEAD + "\u200b" * size,
        "zeros": HEAD + "\x00" * size,
        "lost letters": HEAD + "\ufffd" * size,
        "a deep head": f"---\na: {'[' * size}\n---\n",
        "a deep head of curly brackets": f"---\n{'{a: ' * (size // 4)}\n---\n",
        "a steep head": "---\n" + "".join(" " * number + "a:\n" for number in range(min(size // 300, 600))) + "---\n",
        "a head of dashes": "---\n" + "- " * (size // 2) + "\n---\n",
        "a head of questions": "---\n" + "? " * (size // 2) + "\n---\n",
        "a long head": "---\n" + "".join(f"a{number}: b\n" for number in range(size // 12)) + "---\n",
        "a long title": f"---\ntitel: {'a' * size}\n---\n",
        "a quoted title": f'---\ntitel: "{"a " * (size // 2)}\n---\n',
        "many sources": "---\nkällor:\n"
        + "".join(f"  K{n}: {{titel: a, slag: lag}}\n" for n in range(size // 40))
        + "---\n"
        + TABLE,
        "many uses": f"---\nanvänder: [{', '.join(f'a/b{n}' for n in range(size // 10))}]\n---\n{TABLE}",
        "a bomb": f"---\n{BOMB}---\n",
        "a head that never ends": "---\n" + "titel: a\n" * (size // 9),
    }


MONSTERS = monsters(8_000)


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_read_in_no_time(name):
    read_without_trouble({"begrepp.md": GROUND["begrepp.md"], AGREEMENT: MONSTERS[name]})


@pytest.mark.long
@pytest.mark.parametrize("size", [LONGEST_TEXT - 2000, 4 * LONGEST_TEXT])
@pytest.mark.parametrize("name", MONSTERS)
@pytest.mark.parametrize("place", [AGREEMENT, "begrepp.md", "halland/hemsjukvard/fall.md"])
def test_a_huge_monster_is_read_or_refused_in_time(name, size, place):
    text = monsters(size)[name]
    with in_time(120):
        Library({**GROUND, place: text}).check()


# ---- through the command line

CHECKED_BYTES = settings(SMALL, max_examples=2)
MANY_BYTES = settings(LARGE, max_examples=60)
TEXTS_AT_ONCE = 8


def check_bytes(data, tmp_path_factory):
    """`samsyn check` on a folder whose agreements are these bytes: problems, and never a traceback."""
    folder = tmp_path_factory.mktemp("avtal")
    (folder / "begrepp.md").write_text(GROUND["begrepp.md"], encoding="utf-8")
    for number, each in enumerate(data):
        file = folder / "prov" / f"avtal{number}" / "2021-04-01.md"
        file.parent.mkdir(parents=True)
        file.write_bytes(each)
    outcome = subprocess.run(
        [sys.executable, "-m", "samsyn.command_line", "check", "--agreements", folder],
        capture_output=True,
        timeout=10 * SECONDS,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    said = outcome.stderr.decode("utf-8", "replace")
    assert outcome.returncode in (0, 1), said
    assert said == ""
    assert " texter lästa: " in outcome.stdout.decode("utf-8", "replace").splitlines()[-1]


@CHECKED_BYTES
@given(data=st.lists(some_bytes(), min_size=TEXTS_AT_ONCE, max_size=TEXTS_AT_ONCE))
def test_files_of_any_bytes_are_told_of_by_the_command_line(data, tmp_path_factory):
    check_bytes(data, tmp_path_factory)


COMMANDS = (
    ["check", "--json"],
    ["format", "--check"],
    ["show"],
    ["show", "begrepp"],
    ["show", "halland/hemsjukvard"],
    ["coverage"],
    ["decide", "halland/hemsjukvard", "--at", "2026-05-03T02:30", "--fact", "insats=dialys"],
    ["test"],
    ["compare", "halland/hemsjukvard"],
    ["sql", "halland/hemsjukvard"],
    ["verify", "halland/hemsjukvard"],
)


def run_every_command(texts, tmp_path_factory, capsys):
    folder = Path(tmp_path_factory.mktemp("avtal"))
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    for command in COMMANDS:
        with in_time():
            status = main([*command, "--agreements", str(folder)])
        told = capsys.readouterr()
        assert status in (0, 1, 2), command
        assert "Traceback" not in told.out + told.err, command
        assert status != 2 or told.err.startswith("samsyn: "), command


@settings(SMALL, max_examples=3)
@given(texts=libraries())
def test_no_command_stumbles_over_a_spoiled_library(texts, tmp_path_factory, capsys):
    run_every_command(texts, tmp_path_factory, capsys)


@pytest.mark.long
@settings(LARGE, max_examples=400)
@given(texts=libraries())
def test_no_command_stumbles_over_many_spoiled_libraries(texts, tmp_path_factory, capsys):
    run_every_command(texts, tmp_path_factory, capsys)


@pytest.mark.long
@MANY_BYTES
@given(data=st.lists(some_bytes(), min_size=TEXTS_AT_ONCE, max_size=TEXTS_AT_ONCE))
def test_many_files_of_any_bytes_are_told_of_by_the_command_line(data, tmp_path_factory):
    check_bytes(data, tmp_path_factory)
