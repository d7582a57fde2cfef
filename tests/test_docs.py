"""Documentation that fails when it is incomplete."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_the_glossary_has_every_fact_answer_and_party_of_the_vocabulary():
    checked = subprocess.run([sys.executable, "scripts/glossary", "--check"], cwd=ROOT, check=False)
    assert checked.returncode == 0, "run .venv/bin/python scripts/glossary"


def test_every_name_in_code_that_the_glossary_gives_exists():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    by_hand = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").partition("<!-- from")[0]
    names = {
        name
        for row in re.findall(r"^\|[^|]*\|([^|]*)\|", by_hand, re.MULTILINE)
        for name in re.findall(r"`([\w.]+)`", row)
    }
    assert {name for name in names if not re.search(rf"\b{name.rpartition('.')[2]}\b", source)} == set()


@pytest.mark.parametrize(
    "folder",
    sorted(path.name for path in (ROOT / "src" / "samsyn").iterdir() if path.is_dir() and path.name != "__pycache__"),
)
def test_the_architecture_names_every_part(folder):
    assert f"{folder}" in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_the_changelog_names_every_command():
    from samsyn.command_line.arguments import parse

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        parse(["--help"])
    for command in (
        "check",
        "format",
        "show",
        "coverage",
        "decide",
        "ask",
        "compare",
        "test",
        "verify",
        "replay",
        "sql",
    ):
        assert re.search(rf"\b{command}\b", text), command


def test_no_committed_text_names_a_package_index():
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    locks = [name for name in kept if name.startswith("requirements/")]
    assert locks
    assert [name for name in locks if "://" in (ROOT / name).read_text(encoding="utf-8")] == []


def consoles(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [block.partition("\n") for block in re.findall(r"```console\n\$ samsyn (.*?)```", text, re.DOTALL)]


@pytest.mark.parametrize(("command", "printed"), [(command, printed) for command, _, printed in consoles("README.md")])
def test_the_readme_shows_what_its_commands_really_print(command, printed, capsys, monkeypatch):
    from samsyn.command_line import main

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out.rstrip() == printed.rstrip()


def test_every_path_that_the_readme_and_architecture_name_exists():
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "agreements/README.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / name).parent.joinpath(target).exists(), (name, target)
