"""The arrows of DESIGN, "The shape", hold; and a folder nobody has placed among them is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def lint_imports(project):
    """Run in a process of its own, with `project`'s sources before the installed ones."""
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """The project's sources and contracts, free to be spoiled."""
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    shutil.copytree(PROJECT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_contracts_hold():
    outcome = lint_imports(PROJECT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_a_copy_of_the_sources_keeps_the_contracts(copy):
    outcome = lint_imports(copy)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_a_folder_nobody_has_placed_is_refused(copy):
    folder = copy / "src" / "samsyn" / "nytt_rum"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Placed nowhere."""\n')
    outcome = lint_imports(copy)
    assert outcome.returncode == 1
    assert "Each layer knows only those below it BROKEN" in outcome.stdout
    assert "nytt_rum" in outcome.stdout


def test_the_ground_floor_may_not_know_the_floors_above(copy):
    for layer in ("money", "rules"):
        (copy / "src" / "samsyn" / layer).mkdir(exist_ok=True)
        (copy / "src" / "samsyn" / layer / "__init__.py").touch()
    (copy / "src" / "samsyn" / "money" / "spoiled.py").write_text("import samsyn.rules\n")
    outcome = lint_imports(copy)
    assert outcome.returncode == 1
    assert "samsyn.money.spoiled -> samsyn.rules" in outcome.stdout


def test_neighbours_in_one_layer_may_not_know_each_other(copy):
    for layer in ("planning", "exchange"):
        (copy / "src" / "samsyn" / layer).mkdir(exist_ok=True)
        (copy / "src" / "samsyn" / layer / "__init__.py").touch()
    (copy / "src" / "samsyn" / "planning" / "spoiled.py").write_text("import samsyn.exchange\n")
    outcome = lint_imports(copy)
    assert outcome.returncode == 1
    assert "samsyn.planning.spoiled -> samsyn.exchange" in outcome.stdout


@pytest.mark.parametrize("module", ["django.db", "requests", "socket", "http.client"])
def test_the_reasoning_may_not_reach_a_network_or_a_web_framework(copy, module):
    (copy / "src" / "samsyn" / "spoiled.py").write_text(f"import {module}\n")
    outcome = lint_imports(copy)
    assert outcome.returncode == 1
    assert "The reasoning knows no web framework and no network BROKEN" in outcome.stdout
    assert f"samsyn.spoiled -> {module.partition('.')[0]}" in outcome.stdout
