"""Files in a folder, and bytes that are no text."""

import pytest

from samsyn.documents.folders import read_folder, read_utf8
from samsyn.documents.problems import Problem


def test_every_markdown_file_is_read_by_its_name_but_readmes_and_hidden_ones(tmp_path):
    for name in ("b/å ä.md", "a.md", "README.md", "b/readme.md", ".git/x.md", "b/.x.md.swp", "b/.x.md", "bild.png"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"i {name}", encoding="utf-8")
    (tmp_path / "mapp.md").mkdir()
    texts, problems = read_folder(tmp_path)
    assert texts == {"a.md": "i a.md", "b/å ä.md": "i b/å ä.md"}
    assert problems == ()


def test_a_file_with_another_ending_that_looks_like_a_text_is_told(tmp_path):
    for name in ("a.MD", "b.markdown", "c.txt"):
        (tmp_path / name).write_text("text", encoding="utf-8")
    texts, problems = read_folder(tmp_path)
    assert texts == {}
    assert [problem.code for problem in problems] == ["fil-på-fel-plats"] * 3


def test_line_ends_and_marks_are_kept(tmp_path):
    (tmp_path / "a.md").write_bytes("\ufeffa\r\nb\rc\n".encode())
    assert read_folder(tmp_path)[0] == {"a.md": "\ufeffa\r\nb\rc\n"}


def test_a_file_that_may_not_be_opened_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("text", encoding="utf-8")

    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    texts, (problem,) = read_folder(tmp_path)
    assert texts == {}
    assert problem.code == "oläslig-fil"
    assert "går inte att öppna" in problem.message


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        ("rad ett\nvård".encode("latin-1"), 2, 2, "filen är inte sparad som UTF-8: ”vård”"),
        ("åäö vård ".encode() + b"\xe5r", 1, 10, "filen är inte sparad som UTF-8"),
        ("text".encode("utf-16"), 1, 1, "filen är sparad som UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", 1, 1, "filen är ingen text"),
        (b"\xff", 1, 1, "filen är inte sparad som UTF-8: ”ÿ”"),
        (b"a\xc3", 1, 2, "filen är inte sparad som UTF-8"),
    ],
)
def test_bytes_that_are_no_text_say_where_and_what_they_look_like(data, line, column, said):
    problem = read_utf8(data, "fil.md")
    assert isinstance(problem, Problem)
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.message.startswith(said)


def test_text_is_text():
    assert read_utf8("vård\x00".encode(), "fil.md") == "vård\x00"
