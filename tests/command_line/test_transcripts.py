"""What each command prints, word for word, on a small made-up library.

The transcripts in `transcripts/` are read by people too. `SAMSYN_UPDATE_GOLDEN=1` writes them anew; read what changed.
"""

import os
import re
import shlex
from pathlib import Path

import pytest

from samsyn.command_line import main
from samsyn.command_line.tour import STOPS, tour

HERE = Path(__file__).parent
SMALL = HERE.parent / "small"
DIALYSIS = "--at 2026-05-03T02:30 --fact insats=dialys --fact alder=82 --fact inskriven=ja"

COMMANDS = {
    "check": "check",
    "show": "show",
    "show-on-a-day": "show --on 2029-06-01",
    "show-an-agreement": "show halland/hemsjukvard",
    "show-a-reading": "show halland/hemsjukvard --reading region",
    "show-begrepp": "show begrepp",
    "coverage": "coverage halland/hemsjukvard",
    "decide-every-reading": f"decide halland/hemsjukvard {DIALYSIS}",
    "decide-why": f"decide halland/hemsjukvard {DIALYSIS} --why",
    "decide-one-reading": f"decide halland/hemsjukvard --reading region {DIALYSIS}",
    "decide-unknown": "decide halland/hemsjukvard --reading region --fact alder=82",
    "decide-json": f"decide halland/hemsjukvard --reading kommunerna {DIALYSIS} --json",
    "decide-silent-json": f"decide halland/hemsjukvard {DIALYSIS} --json",
    "decide-unknown-json": "decide halland/hemsjukvard --fact alder=82 --json",
    "ask-json": "ask halland/hemsjukvard --reading region --json",
    "compare": "compare halland/hemsjukvard",
    "compare-csv": "compare halland/hemsjukvard --format csv",
    "compare-html": "compare halland/hemsjukvard --format html",
    "compare-json": "compare halland/hemsjukvard --json",
    "test": "test",
    "test-under-a-reading": "test halland/hemsjukvard --reading region",
    "verify": "verify halland/hemsjukvard",
    "verify-the-library": "verify",
    "verify-two-readings": "verify halland/hemsjukvard --reading region --reading-against kommunerna",
    "verify-two-readings-json": "verify halland/hemsjukvard --reading region --reading-against kommunerna --json",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_its_transcript_says(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(SMALL.parent)
    status = main([*shlex.split(COMMANDS[name]), "--agreements", "small"])
    printed = capsys.readouterr()
    told = f"$ samsyn {COMMANDS[name]}\n{printed.out}{printed.err}[{status}]\n"
    golden = HERE / "transcripts" / f"{name}.txt"
    if os.environ.get("SAMSYN_UPDATE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_every_transcript_belongs_to_a_command():
    assert {path.stem for path in (HERE / "transcripts").glob("*.txt")} == set(COMMANDS)


@pytest.mark.slow
def test_every_stop_of_the_tour_is_short_and_comes_to_its_end(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(HERE.parents[1])
    assert tour() == 0
    stops = re.split(r"^\d+\. ", capsys.readouterr().out, flags=re.MULTILINE)[1:]
    assert len(stops) == len(STOPS)
    assert max(stop.rstrip().count("\n") for stop in stops) <= 36
