"""Files that people have filled in: every fault with its line and what to do; nothing half is read."""

import pytest

from samsyn.documents.sheets import Column, one_of, read_day, read_sheet, words

COLUMNS = (
    Column("namn", words(40)),
    Column("dag", read_day),
    Column("slag", one_of({"besök": "besok", "samtal": "samtal"}), required=False),
)

FAULTY = {
    "tom fil": ("", 1, "tom"),
    "kolumn som inte finns": ("namn;dag;sort\n", 1, "”sort”"),
    "kolumn två gånger": ("namn;dag;dag\n", 1, "flera gånger"),
    "kolumn som saknas": ("namn\n", 1, "”dag” saknas"),
    "citattecken som inte slutar": ('namn;dag\n"Norr;2026-01-01\n', 2, "går inte att läsa"),
    "fler celler än kolumner": ("namn;dag\nNorr;2026-01-01;mer\n", 2, "3 celler"),
    "dag som inte finns": ("namn;dag\nNorr;2026-02-30\n", 2, "2026-02-30"),
    "ruta som saknas": ("namn;dag\n;2026-02-01\n", 2, "”namn” är tom"),
    "för lång text": (f"namn;dag\n{'N' * 41};2026-02-01\n", 2, "namn"),
    "ett annat ord": ("namn;dag;slag\nNorr;2026-02-01;bsök\n", 2, "bsök"),
}


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "fil.csv"
        path.write_text(text, encoding="utf-8")
        return read_sheet(path, COLUMNS)

    return reading


@pytest.mark.parametrize(("text", "line", "said"), FAULTY.values(), ids=FAULTY)
def test_what_is_wrong_is_said_with_its_line(read, text, line, said):
    rows, problems = read(text)
    assert rows == []
    assert [(problem.code, problem.place.line) for problem in problems] == [("fil", line)]
    assert said in problems[0].message
    assert problems[0].suggestion


def test_what_a_reader_finds_wrong_with_a_sound_row_has_its_line_too(read):
    rows, _ = read("namn;dag\nNorr;2026-01-01\n")
    problem = rows[0].problem("Namnet är redan taget.", "Skriv ett annat.")
    assert (problem.code, problem.place.line, problem.suggestion) == ("rad", 2, "Skriv ett annat.")


def test_every_faulty_row_is_told_and_the_sound_ones_are_read(read):
    rows, problems = read("namn;dag\nNorr;2026-01-01\nSöder;igår\nÖster;2026-13-01\n")
    assert [row["namn"] for row in rows] == ["Norr"]
    assert [problem.place.line for problem in problems] == [3, 4]


def test_a_file_saved_in_another_alphabet_is_told(tmp_path):
    path = tmp_path / "fil.csv"
    path.write_bytes("namn;dag\nÖster;2026-01-01\n".encode("cp1252"))
    rows, problems = read_sheet(path, COLUMNS)
    assert (rows, [problem.code for problem in problems]) == ([], ["fil"])
    assert "UTF-8" in problems[0].message
