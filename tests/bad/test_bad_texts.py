"""The catalogue of faulty texts: what exactly is said of each. See README.md here for how to add one or update them."""

import ast
import os
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from samsyn.documents.problems import in_reading_order
from samsyn.documents.tables import LONGEST_TEXT, MOST_COLUMNS
from samsyn.rules.library import Library

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src" / "samsyn"
GROUND = HERE / "grund"
UPDATE = os.environ.get("SAMSYN_UPDATE_GOLDEN") == "1"

AGREEMENT = "halland/hemsjukvard/2021-04-01.md"
TAKES_THE_PLACE_OF = {
    "avtal": (AGREEMENT, ("begrepp.md",)),
    "lasningar": ("halland/hemsjukvard/lasningar/prov.md", ("begrepp.md", AGREEMENT)),
    "begrepp": ("begrepp.md", ()),
    "fall": (
        "halland/hemsjukvard/fall.md",
        ("begrepp.md", AGREEMENT, "halland/hemsjukvard/lasningar/region.md"),
    ),
}
"""For each folder the name a text is given, and the files of `grund` beside it."""

WITH_AGREEMENT = "-med-avtal"
"""A vocabulary whose name ends so is read together with the agreement of `grund`."""

ENCODINGS = ("cp1252", "latin-1", "utf-16")

HEAD = (GROUND / AGREEMENT).read_text(encoding="utf-8").partition("# Hemsjukvård")[0]
TABLE = "| F | Insats | » Huvudman | Källa |\n|---|---|---|---|\n| dialys | dialys | region | [ÖK definition] [HSL 12:1] |\n"
MADE = {
    "för lång": f"{HEAD}{'Löptext. ' * (LONGEST_TEXT // 9)}\n\n{TABLE}",
    "för många rader": f"{HEAD}{'rad' + chr(10) * 2}" * 400 + "\n" * 20_000 + TABLE,
    "för bred tabell": f"{HEAD}### Vem?\n\n{'| F ' * (MOST_COLUMNS + 1)}|\n{'|---' * (MOST_COLUMNS + 1)}|\n\n{TABLE}",
    "huvud utan botten": f"---\ntitel: {'[' * 40}\n---\n\n### Vem?\n\n{TABLE}",
    "för långt huvud": f"---\ntitel: {'a' * 100_001}\n---\n\n### Vem?\n\n{TABLE}",
    "hundratals fel": f"{HEAD}### Vem?\n\n{TABLE}" + "".join(f"| r{n} | x{n} | region | [ÖK] |\n" for n in range(400)),
}
"""Texts too large to read, made here and judged like the others; what is expected of each stands in `stora.problems`."""


def catalogue():
    """Every faulty text: a file in one of the folders, or a folder of files under `bibliotek`."""
    files = sorted(path for folder in TAKES_THE_PLACE_OF for path in (HERE / folder).glob("*.md"))
    return [*files, *sorted(path for path in (HERE / "bibliotek").iterdir() if path.is_dir())]


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


def laid_out(file, root):
    """A file of a library: `x.md.cp1252` stands for `x.md` saved in that encoding."""
    name, data = file.relative_to(root).as_posix(), file.read_bytes()
    for encoding in ENCODINGS:
        if name.endswith(f".{encoding}"):
            return name.removesuffix(f".{encoding}"), data.decode("utf-8").encode(encoding)
    return name, data


def library_of(path, folder):
    """The library that a faulty text stands in, laid out under `folder` as in life."""
    if path.is_dir():
        laid = dict(laid_out(each, path) for each in path.rglob("*") if each.is_file())
        beside = laid.pop("GRUND").decode().split("\n")
    else:
        name, beside = TAKES_THE_PLACE_OF[path.parent.name]
        laid = {name: path.read_bytes()}
        beside = (*beside, AGREEMENT) if path.stem.endswith(WITH_AGREEMENT) else beside
    for name in filter(None, beside):
        laid.setdefault(name, (GROUND / name).read_bytes())
    for name, data in laid.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return Library.from_folder(folder)


@cache
def read(path):
    """What is told of a faulty text, as problems and as golden text; each is read once."""
    with TemporaryDirectory() as folder:
        problems = library_of(path, Path(folder)).check()
        return problems, told(problems, Path(folder))


def told(problems, folder):
    """Problems as golden text: each with its line and a caret under the place."""
    pieces = []
    for problem in problems:
        place = problem.place
        shown = place.file.removeprefix(f"{folder.as_posix()}/")
        lines = [f"{shown}:{place.line}:{place.column} {problem.severity} {problem.code}"]
        file = folder / shown
        if file.is_file():
            text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
            source = re.split(r"\r\n|\r|\n", text)[place.line - 1].replace("\t", " ")
            assert 1 <= place.column <= len(source) + 1, f"{problem} is to the right of its line"
            start = max(0, place.column - 100)
            lines += [f"    {source[start : start + 200]}", f"    {' ' * (place.column - 1 - start)}^"]
        lines += [f"  {problem.message}", f"  {problem.why}", f"  Försök: {problem.suggestion}"]
        pieces.append("\n".join(line.rstrip() for line in lines))
    return "\n\n".join(pieces) + "\n"


def compare(found, golden):
    if UPDATE:
        golden.write_text(found, encoding="utf-8")
    assert golden.is_file(), f"{golden} is missing; run with SAMSYN_UPDATE_GOLDEN=1 and read what it says"
    assert found == golden.read_bytes().decode("utf-8")


def test_the_sound_library_has_no_problems_at_all():
    assert Library.from_folder(GROUND).check() == ()


@pytest.mark.parametrize("path", catalogue(), ids=name_of)
def test_exactly_these_problems_are_told(path):
    problems, text = read(path)
    assert problems, "a faulty text must have at least one problem"
    compare(text, path.with_suffix(".problems") if path.is_file() else Path(f"{path}.problems"))


def test_without_a_vocabulary_only_that_is_told():
    (problem,) = Library({AGREEMENT: HEAD + TABLE}, "avtal/").check()
    assert str(problem) == (
        "avtal/begrepp.md:1:1: fel: begrepp.md saknas\n"
        "    Utan begrepp går inget avtal att läsa.\n"
        "    Försök: lägg tillbaka filen"
    )


def test_texts_too_large_to_read_are_told_and_left():
    pieces = []
    for name, text in MADE.items():
        texts = {"begrepp.md": (GROUND / "begrepp.md").read_text(encoding="utf-8"), AGREEMENT: text}
        found = Library(texts).check()
        shown = [*found[:3], *found[-1:]] if len(found) > 4 else found
        pieces.append(f"== {name}: {len(found)} problem\n" + "\n".join(map(str, shown)))
    compare("\n\n".join(pieces) + "\n", HERE / "stora.problems")


@pytest.fixture(scope="module")
def problems():
    """What is told of each faulty text, by its name; and of those made here."""
    ground = (GROUND / "begrepp.md").read_text(encoding="utf-8")
    found = {name_of(path): read(path)[0] for path in catalogue()}
    found["utan begrepp"] = Library({AGREEMENT: HEAD + TABLE}).check()
    for name, text in MADE.items():
        found[name] = Library({"begrepp.md": ground, AGREEMENT: text}).check()
    return found


def test_every_problem_says_why_it_matters_and_what_to_try(problems):
    for problem in (each for found in problems.values() for each in found):
        said = f"{problem.message} {problem.why} {problem.suggestion}"
        assert problem.message, problem
        assert problem.suggestion, problem
        assert problem.why.endswith("."), problem
        assert not problem.message.endswith("."), problem
        assert "””" not in said, problem
        for english in ("error", "invalid", "None", "Error", "expected", "value ", "True", "False"):
            assert english not in said, problem


def test_no_place_is_told_the_same_twice(problems):
    for name, found in problems.items():
        told_there = [(problem.place, problem.code) for problem in found]
        assert len(told_there) == len(set(told_there)), name


def test_problems_come_in_reading_order(problems):
    for name, found in problems.items():
        assert found == in_reading_order(found), name


def test_reading_never_stops_at_the_first_problem(problems):
    assert sum(len(found) > 3 for found in problems.values()) >= 15


# ---- every code is produced


MAKERS = {"Problem": 1, "say": 1}
"""What makes problems, and which argument is the code."""


def codes_in_sources():
    """Every code that the sources can give, with where it stands; and calls whose code is not written out."""
    codes, hidden = {}, []
    for file in sorted(SOURCES.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        within = {
            inner: function.name
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for inner in ast.walk(function)
        }
        for call in ast.walk(tree):
            name = getattr(call.func, "attr", getattr(call.func, "id", "")) if isinstance(call, ast.Call) else ""
            if name not in MAKERS or (name == "say" and len(call.args) < 4):
                continue
            code = call.args[MAKERS[name]] if len(call.args) > MAKERS[name] else None
            where = f"{file.relative_to(SOURCES)}:{call.lineno}"
            if isinstance(code, ast.Constant):
                codes.setdefault(code.value, where)
            elif within.get(call) != "say":
                hidden.append(where)
    return codes, hidden


CODES_BELOW = {"oläslig", "fil", "rad"}
"""Codes made in the tests of the documents instead: for what is not known ever to happen, and for files that are no texts."""


@pytest.mark.slow
def test_every_code_is_written_out_where_the_problem_is_made():
    assert codes_in_sources()[1] == []


@pytest.mark.slow
def test_every_code_is_produced(problems):
    codes, _ = codes_in_sources()
    produced = {problem.code for found in problems.values() for problem in found}
    never = {code: where for code, where in codes.items() if code not in produced | CODES_BELOW}
    assert never == {}, "no text in tests/bad is told this"


def test_there_are_at_least_forty_five_faulty_texts():
    assert len(catalogue()) >= 45


def test_every_expectation_belongs_to_a_text():
    expected = {path.with_suffix("") for path in HERE.rglob("*.problems")} - {HERE / "stora"}
    assert expected == {path.with_suffix("") if path.is_file() else path for path in catalogue()}
