"""A server killed (SIGKILL) in the middle of its work: what was acknowledged is there, once, and the trail is whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import pytest

from samsyn_web.journal.archive import KEY_NAME

HERE = Path(__file__).parent
PROCESSES, THREADS = 2, 4

on_either = pytest.mark.parametrize(
    "vendor", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
pytestmark = pytest.mark.slow


@pytest.fixture
def vendor(request, tmp_path) -> Iterator[str]:
    """The address of an empty database of its own."""
    if request.param == "sqlite":
        if "DATABASE_URL" in os.environ:
            pytest.skip("the database of this run is PostgreSQL")
        yield f"sqlite:///{tmp_path / 'samsyn.sqlite3'}"
        return
    import psycopg

    given = os.environ["DATABASE_URL"]
    said = dj_database_url.parse(given)
    name = f"samsyn_killed_{os.getpid()}"
    to = {"host": said["HOST"], "user": said["USER"], "dbname": said["NAME"], "autocommit": True}
    to |= {"port": said["PORT"]} if said["PORT"] else {}
    to |= {"password": said["PASSWORD"]} if said["PASSWORD"] else {}
    with psycopg.connect(**to) as base:
        base.execute(f"CREATE DATABASE {name}")
    yield given.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(**to) as base:
        base.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Place:
    """A Samsyn of its own, reached by programs of its own: nothing of this process is in it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "SAMSYN_DATA": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "web.settings",
            "PYTHONPATH": str(HERE.parent),
            KEY_NAME: "nyckel",
        }

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def manage(self, *words: str) -> str:
        return self.run("-m", "samsyn_web.manage", *words)

    def ask(self, program: str) -> str:
        """The output of a few lines run inside the application."""
        return self.run("-c", f"import django; django.setup()\n{program}")

    def serve(self, cases: list[str], out: Path) -> subprocess.Popen[bytes]:
        with out.open("wb") as acknowledged:
            return subprocess.Popen(
                [sys.executable, str(HERE / "killed_server.py"), str(THREADS), *cases],
                env=self.environment,
                stdout=acknowledged,
            )


MADE = """
from web.cast import *
made = town()
for number in range(5):
    case = begin(made, "Ulla", "utskrivning", patient(made, f"19121212{number:04}"), "oppna", START, tvangsvard="ingen")
    print(case.pk)
"""

FOUND = """
from samsyn_web.journal.models import Event, Case
from samsyn_web.trail.models import Entry
versions = {}
for case, version in Event.objects.order_by("version").values_list("case", "version"):
    versions.setdefault(case, []).append(version)
assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
assert {case.pk: case.version for case in Case.objects.all()} == {case: len(found) for case, found in versions.items()}
assert Entry.objects.filter(what="gjorde").count() == Event.objects.count()
for key in Event.objects.values_list("key", flat=True):
    print(key)
"""


@on_either
@pytest.mark.parametrize(
    "actions", [pytest.param(150, id="some"), pytest.param(1000, id="a-thousand", marks=pytest.mark.long)]
)
def test_every_acknowledged_action_is_there_once_after_sigkill(vendor, actions, tmp_path):
    place = Place(tmp_path, vendor)
    place.manage("migrate", "--verbosity", "0")
    cases = place.ask(MADE).split()
    logs = [tmp_path / f"acknowledged-{number}" for number in range(PROCESSES)]
    servers = [place.serve(cases, log) for log in logs]
    try:
        until = time.monotonic() + 240
        while sum(log.read_bytes().count(b"\n") for log in logs) < actions:
            assert all(server.poll() is None for server in servers), "a server ended by itself"
            assert time.monotonic() < until, "too slow"
            time.sleep(0.02)
    finally:
        for server in servers:
            server.send_signal(signal.SIGKILL)
    for server in servers:
        assert server.wait() == -signal.SIGKILL
    acknowledged = [line for log in logs for line in log.read_text().split("\n")[:-1]]
    assert len(acknowledged) >= actions

    recorded = place.ask(FOUND).split()
    assert len(recorded) == len(set(recorded))
    assert set(acknowledged) <= set(recorded)
    # What was done but not acknowledged is at most what each thread was about to acknowledge.
    assert len(recorded) - len(cases) - len(acknowledged) <= PROCESSES * THREADS

    place.manage("seal")
    assert "Loggen är hel" in place.manage("verify_trail", "--heads", str(tmp_path / "var" / "loggens-sigill.jsonl"))
    assert "0 skilde sig" in place.manage("rebuild", "--check")
    shutil.rmtree(tmp_path / "var")
