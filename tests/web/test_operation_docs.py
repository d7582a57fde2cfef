"""Whoever runs Samsyn finds every setting and command in docs/drift.md; what SECURITY.md says is tested exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNNING = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "samsyn_web").rglob("*.py"))


def test_every_environment_variable_is_in_the_handbook_of_operation():
    read = set(re.findall(r'"(SAMSYN_[A-Z_]+)"', SOURCE))
    assert {name for name in read if f"`{name}`" not in RUNNING} == set()


def test_the_handbook_of_operation_names_no_variable_that_is_not_read():
    assert {name for name in re.findall(r"SAMSYN_[A-Z_]+", RUNNING) if name not in SOURCE} == set()


def test_every_command_of_operation_is_in_the_handbook():
    for command in (
        "tick",
        "seal",
        "verify_trail",
        "rebuild",
        "backup",
        "restore",
        "destroy",
        "affected",
        "send_digest",
    ):
        assert re.search(rf"manage {command}\b", RUNNING), command


def test_every_test_that_the_security_page_leans_on_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", SECURITY))
    assert len(named) > 10
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_module_that_the_security_page_names_exists():
    for module in set(re.findall(r"`((?:access|journal|trail)\.\w+)", SECURITY)):
        assert (ROOT / "src" / "samsyn_web" / f"{module.replace('.', '/')}.py").exists(), module
