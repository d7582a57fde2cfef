"""Commands that read and write files: receipts, tables, drafts, the canonical form, comparisons to a file."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from samsyn.command_line import main

SMALL = Path(__file__).parent.parent / "small"
DIALYSIS = ["--fact", "insats=dialys", "--fact", "alder=82", "--fact", "inskriven=ja"]


@pytest.fixture
def agreements(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "agreements"))


@pytest.fixture
def samsyn(agreements, capsys):
    def run(*words):
        status = main([*map(str, words), "--agreements", str(agreements)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_a_receipt_is_kept_and_replayed_until_the_text_changes_the_answer(samsyn, agreements, tmp_path):
    receipt = tmp_path / "kvitto.json"
    assert samsyn("decide", "halland/hemsjukvard", "--reading", "region", *DIALYSIS, "--receipt", receipt)[0] == 0
    assert samsyn("replay", receipt)[0] == 0
    version = agreements / "halland/hemsjukvard/2021-04-01.md"
    version.write_text(version.read_text("utf-8").replace("| kommun     |", "| region     |"), "utf-8")
    status, out, _ = samsyn("replay", receipt, "--json")
    told = json.loads(out)
    assert status == 1
    assert told["intact"]
    assert told["answers_changed"] == {"huvudman": {"then": "kommun", "now": "region"}}


def test_a_replayed_receipt_names_answers_and_rows_as_the_tables_do(samsyn, agreements, tmp_path):
    receipt = tmp_path / "kvitto.json"
    samsyn("decide", "halland/hemsjukvard", "--reading", "region", *DIALYSIS, "--receipt", receipt)
    version = agreements / "halland/hemsjukvard/2021-04-01.md"
    version.write_text(version.read_text("utf-8").replace("≥ 18", "≥ 99"), "utf-8")
    status, out, _ = samsyn("replay", receipt)
    assert status == 1
    assert "Huvudman: då kommun, nu region" in out
    assert "Huvudman: vilar inte längre på Vem ansvarar? rad ”tröskeln”" in out
    assert "men nu på Vem ansvarar? rad ”annars”." in " ".join(out.split())
    assert "Huvudman   kommun   kvittot" in out


def test_a_table_of_cases_is_decided_with_all_its_own_columns_kept(samsyn, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "ut.csv"
    source.write_text("nr,alder,insats,inskriven\n1,82,dialys,ja\n2,82,ögondroppar,ja\n3,,,\n", "utf-8")
    status, _, _ = samsyn(
        "decide", "halland/hemsjukvard", "--reading", "kommunerna", "--table", source, "--out", target
    )
    assert status == 0
    with target.open(encoding="utf-8", newline="") as file:
        dialect = csv.Sniffer().sniff(file.read(), ",;")
        file.seek(0)
        rows = list(csv.DictReader(file, dialect=dialect))
    assert [(row["nr"], row["huvudman"], row["huvudman_status"], row["huvudman_row"]) for row in rows] == [
        ("1", "region", "avgjort", "annars"),
        ("2", "kommun", "avgjort", "tröskeln"),
        ("3", "", "okant", ""),
    ]


def test_a_value_that_does_not_exist_leaves_no_half_written_table(samsyn, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "ut.csv"
    source.write_text("alder,insats\n82,dialyss\n", "utf-8")
    status, out, err = samsyn("decide", "halland/hemsjukvard", "--table", source, "--out", target)
    assert (status, out) == (2, "")
    assert "dialyss" in err
    assert "menade du ”dialys”?" in err
    assert not target.exists()


def test_format_writes_the_canonical_form_once_and_then_changes_nothing(samsyn, agreements):
    version = agreements / "halland/hemsjukvard/2021-04-01.md"
    text = version.read_text("utf-8")
    version.write_text(text.replace("≥ 18", ">= 18").replace("» Huvudman", ">>Huvudman").replace("–", "-"), "utf-8")
    assert samsyn("format", "--check")[0] == 1
    assert samsyn("format")[0] == 0
    assert version.read_text("utf-8") == text.replace("2021-04-01 – 2028-12-31", "2021-04-01 - 2028-12-31")
    assert samsyn("format", "--check")[0] == 0


def test_a_draft_is_tried_against_the_experts_cases_without_being_in_the_library(samsyn, agreements, tmp_path):
    draft = tmp_path / "utkast.md"
    text = (agreements / "halland/hemsjukvard/2021-04-01.md").read_text("utf-8")
    draft.write_text(
        text.replace("gäller: 2021-04-01 – 2028-12-31", "gäller: 2029-01-01 –")
        .replace("antas förlängd till: 2030-12-31\n", "")
        .replace("| kommun     |", "| region     |")
        .replace("tyst              |", "ja                |"),
        "utf-8",
    )
    address = "halland/hemsjukvard@2029-01-01"
    status, out, _ = samsyn("test", address, "--draft", f"{address}={draft}", "--json")
    assert status == 1
    assert [(each["case"], each["expected"], each["got"]) for each in json.loads(out)["changed"]] == [
        ("Astrid, dialys", "tyst", "region"),
        ("Bo, ögondroppar", "okänt", "region"),
    ]
    assert not (agreements / "halland/hemsjukvard/2029-01-01.md").exists()


def test_a_draft_is_compared_with_the_agreement_in_force(samsyn, agreements, tmp_path):
    draft = tmp_path / "utkast.md"
    text = (agreements / "halland/hemsjukvard/2021-04-01.md").read_text("utf-8")
    draft.write_text(
        text.replace("gäller: 2021-04-01 – 2028-12-31", "gäller: 2029-01-01 –")
        .replace("antas förlängd till: 2030-12-31\n", "")
        .replace("≥ 18", "≥ 65")
        .replace("< 18", "< 65"),
        "utf-8",
    )
    address = "halland/hemsjukvard@2029-01-01"
    status, out, _ = samsyn(
        "verify", "halland/hemsjukvard@2021-04-01", "--against", address, "--draft", f"{address}={draft}", "--json"
    )
    assert status == 1
    assert {finding["facts"].get("alder") for finding in json.loads(out)["findings"]} == {"[18..64]"}


@pytest.mark.parametrize(("form", "starts"), [("csv", "fall;beskrivning;"), ("html", "<!doctype html>")])
def test_a_comparison_is_written_to_a_file(samsyn, tmp_path, form, starts):
    target = tmp_path / f"matris.{form}"
    assert samsyn("compare", "halland/hemsjukvard", "--format", form, "--out", target)[0] == 0
    assert target.read_text("utf-8").startswith(starts)


def test_the_query_for_a_warehouse_names_the_agreement_and_its_fingerprint(samsyn):
    status, out, _ = samsyn("sql", "halland/hemsjukvard", "--reading", "region", "--dialect", "postgres")
    assert status == 0
    assert "halland/hemsjukvard" in out
    assert "huvudman_status" in out


def test_the_query_reads_only_the_columns_that_the_table_is_said_to_have(samsyn):
    _, out, _ = samsyn("sql", "halland/hemsjukvard", "--reading", "kommunerna", "--column", "Insats")
    assert "Tabellen saknar alder och inskriven" in out
    assert "alder IS NULL" not in out


def test_one_agreements_cases_are_tried_against_another_version(samsyn, agreements):
    text = (agreements / "halland/hemsjukvard/2021-04-01.md").read_text("utf-8")
    other = agreements / "orebro/hemsjukvard/okänt-datum.md"
    other.parent.mkdir(parents=True)
    other.write_text(
        text.replace("gäller: 2021-04-01 – 2028-12-31", "gäller: okänt")
        .replace("antas förlängd till: 2030-12-31\n", "")
        .replace("| kommun     |", "| region     |"),
        "utf-8",
    )
    status, out, _ = samsyn("test", "orebro/hemsjukvard", "--cases", "halland/hemsjukvard", "--json")
    told = json.loads(out)
    assert status == 1
    assert {each["agreement"] for each in told["changed"]} == {"orebro/hemsjukvard"}


@pytest.fixture
def draft(agreements, tmp_path):
    file = tmp_path / "utkast.md"
    text = (agreements / "halland/hemsjukvard/2021-04-01.md").read_text("utf-8")
    file.write_text(
        text.replace("gäller: 2021-04-01 – 2028-12-31", "gäller: 2029-01-01 –")
        .replace("antas förlängd till: 2030-12-31\n", "")
        .replace("≥ 18", ">= 18"),
        "utf-8",
    )
    return file


def test_a_draft_is_told_by_its_own_file(samsyn, draft):
    address = "halland/hemsjukvard@2029-01-01"
    _, out, _ = samsyn("decide", address, *DIALYSIS, "--draft", f"{address}={draft}", "--json")
    assert {row["file"] for row in json.loads(out)["answers"]["primarvardsniva"]["because"]} == {str(draft)}


def test_a_draft_is_formatted_where_it_lies(samsyn, agreements, draft):
    address = "halland/hemsjukvard@2029-01-01"
    words = ("format", address, "--draft", f"{address}={draft}")
    status, out, _ = samsyn(*words, "--check")
    assert (status, " ".join(out.split())) == (1, f"{draft}: skulle skrivas om 1 av 1 texter skulle skrivas om.")
    assert samsyn(*words)[0] == 0
    assert ">= 18" not in draft.read_text("utf-8")
    assert not (agreements / "halland/hemsjukvard/2029-01-01.md").exists()
    assert samsyn(*words, "--check")[0] == 0
