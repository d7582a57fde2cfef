"""A table of cases: everything that is wrong with it at once, what came out, and an end without a crash."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from samsyn.command_line import main
from samsyn.evaluation.case_files import reading

SMALL = Path(__file__).parent.parent / "small"


@pytest.fixture
def decide(tmp_path, monkeypatch, capsys):
    def run(text, *words):
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.chdir(tmp_path)
        Path("fall.csv").write_text(text, "utf-8")
        table = ["--table", "fall.csv", "--out", "svar.csv", "--agreements", str(SMALL)]
        status = main(["decide", "halland/hemsjukvard", "--reading", "region", *table, *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_every_different_faulty_value_is_told_with_its_first_row(decide, tmp_path):
    text = "alder,insats,inskriven\n82,dialyss,ja\n182,TPN,ja\n82,dialyss,ja\n82,dialyss,nja\n"
    assert decide(text) == (
        2,
        "",
        (
            "samsyn: fall.csv: 3 olika värden går inte att läsa:\n"
            "  rad 2, kolumnen ”insats”: ”dialyss” är inget värde för Insats – menade du ”dialys”? (och 2 rader till)\n"
            "  rad 3, kolumnen ”alder”: ”182” är inget värde för Ålder – skriv ett heltal från 0 till 120\n"
            "  rad 5, kolumnen ”inskriven”: ”nja” är inget värde för Inskriven – menade du ”ja”?\n"
        ),
    )
    assert not (tmp_path / "svar.csv").exists()


def test_of_many_faulty_values_ten_are_told_and_how_many_more_there_are(decide):
    _, _, err = decide("alder,insats\n" + "".join(f"{age},TPN\n" for age in range(100, 140)))
    assert err.startswith("samsyn: fall.csv: 19 olika värden går inte att läsa:\n  rad 23, ")
    assert err.count("\n  rad ") == 10
    assert err.endswith("\n  … och 9 till\n")


def test_faults_are_looked_for_through_the_whole_file(decide, monkeypatch):
    monkeypatch.setattr("samsyn.evaluation.case_files.BYTES_A_BLOCK", 1 << 10)
    _, _, err = decide("alder,insats\n" + "82,TPN\n" * 9 + "82,fel\n" + "82,TPN\n" * 2000 + "x,TPN\n82,fel\n")
    assert "2 olika värden" in err
    assert "rad 11, kolumnen ”insats”: ”fel” är inget värde" in err
    assert "(och 1 rad till)" in err
    assert "rad 2012, kolumnen ”alder”: ”x” är inget värde" in err


def test_what_came_out_is_counted(decide):
    status, out, err = decide("alder,insats\n82,dialys\n9,TPN\n")
    assert status == 0
    assert out == (
        "2 fall avgjorda enligt halland/hemsjukvard@2021-04-01 region; svaren finns i svar.csv.\n"
        "\n"
        "svar       avgjort   okänt\n"
        "──────────────────────────\n"
        "Huvudman   1         1    \n"
        "\n"
    )
    assert err == "samsyn: okänt i alla fall, för tabellen har ingen sådan kolumn: inskriven\n"
    told = json.loads(decide("alder,insats\n82,dialys\n9,TPN\n", "--json")[1])
    assert told["statuses"]["huvudman"] == {"okant": 1, "avgjort": 1}
    assert told["absent"] == ["inskriven"]


def test_one_case_is_told_as_one(decide):
    assert decide("alder,insats,inskriven\n82,dialys,ja\n")[1].startswith("1 fall avgjort enligt ")


def test_a_column_that_was_perhaps_meant_as_a_fact_is_told_also_when_the_values_are_faulty(decide):
    _, _, err = decide("aldder,insats\n82,fel\n")
    assert err.startswith("samsyn: kolumnen ”aldder” är inget faktum och lästes inte – menade du ”alder”?\n")


AGAIN_AND_AGAIN = """
import sys
from pathlib import Path
from samsyn.evaluation import case_files
case_files.BYTES_A_BLOCK = 1 << 12
for turn in range(200):
    try:
        with case_files.reading(Path(sys.argv[1]), lambda name: True) as table:
            for number, batch in enumerate(table.batches):
                if number == turn % 3:
                    raise case_files.TableError("nog")
    except case_files.TableError:
        pass
"""


@pytest.mark.slow
def test_a_file_that_is_not_read_to_its_end_never_brings_the_program_down(tmp_path):
    source = tmp_path / "fall.csv"
    source.write_text("alder,insats\n" + "82,TPN\n" * 5_000 + "82,TPN,ja\n" + "82,TPN\n" * 50_000, "utf-8")
    for _ in range(5):
        ended = subprocess.run([sys.executable, "-c", AGAIN_AND_AGAIN, source], capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")


def test_arrows_threads_are_given_no_file_of_pythons_to_call_when_python_ends(tmp_path, monkeypatch):
    source, given = tmp_path / "fall.csv", []
    source.write_text("alder,insats\n82,TPN\n", "utf-8")
    original = pa_csv.open_csv

    def noting(stream, *options):
        given.append((type(stream), options[1].invalid_row_handler))
        return original(stream, *options)

    monkeypatch.setattr("samsyn.evaluation.case_files.pa_csv.open_csv", noting)
    with reading(source, lambda _: True) as table:
        assert sum(map(len, table.batches)) == 1
    assert given == [(pa.OSFile, None)]
