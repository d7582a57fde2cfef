"""Many cases in columns are decided as one by one; files come back whole, with the answers added, or not at all."""

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.small_home_care import BEGREPP, HEAD, HEMSJUKVARD, agreement_of, agreements, every_case
from samsyn.evaluation import automaton, case_files, column_run, column_walk, lookup_tables, one_case
from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status
from samsyn.evaluation.case_columns import ColumnError
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import IMPOSSIBLE_STATUS, Form, ManyCases, TableError, decide_table
from samsyn.facts.case import facts_of_moment
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

HOMES = ("hemma", "SÄBO", "korttid")
Triple = tuple[Value | None, str, str | None]


def columns_of(cases: Sequence[Mapping[str, Value]], names: Sequence[str]) -> dict[str, pa.Array]:
    return {name: pa.array([case.get(name) for case in cases]) for name in names}


def as_triples(many: ManyCases, columns: Mapping[str, object], count: int | None = None) -> dict[str, list[Triple]]:
    """Value, status and rows of each answer, case by case."""
    return {
        answer: list(
            zip(column.values().to_pylist(), column.statuses().to_pylist(), column.rows().to_pylist(), strict=True)
        )
        for answer, column in many.decide(columns, count).items()
    }


def one_by_one(agreement: Agreement, cases: Sequence[Mapping[str, Value]]) -> dict[str, list[Triple]]:
    """The same by the reference, with the rows told by their names."""
    said: dict[str, list[Triple]] = {answer: [] for answer in agreement.answers}
    for case in cases:
        standings: Mapping[str, Standing | None]
        try:
            standings = one_case.decide(agreement, case)
        except ImpossibleCaseError:
            standings = dict.fromkeys(agreement.answers)
        for answer, standing in standings.items():
            said[answer].append(triple(agreement, answer, standing))
    return said


def triple(agreement: Agreement, answer: str, standing: Standing | None) -> Triple:
    if standing is None:
        return None, "omojligt", None
    decision = agreement.decided_by[answer]
    column = decision.outputs.index(answer)
    rows = {position for match in standing.matches for position in match.sure}
    if standing.status is Status.UNKNOWN:
        rows = set()
    if standing.status is Status.SILENT:
        rows = {position for position in rows if decision.rows[position].outcomes[column] is None}
    value = standing.value
    if isinstance(value, tuple):
        value = "; ".join(str(one) for one in value) or NONE_HIT
    return value, standing.status.value, "; ".join(decision.rows[row].name for row in sorted(rows)) or None


# ---- columns in memory


def test_every_case_of_a_small_agreement_is_decided_in_columns_as_by_the_reference() -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = every_case(agreement)
    said = as_triples(ManyCases(Compiled.of(agreement)), columns_of(cases, tuple(agreement.facts)))
    assert said == one_by_one(agreement, cases)
    assert {status for column in said.values() for _, status, _ in column} == {*Status, IMPOSSIBLE_STATUS}
    assert any(rows and "; " in rows for column in said.values() for _, _, rows in column)
    assert (NONE_HIT, "avgjort", None) in said["ring"]


@given(agreements(), st.randoms(use_true_random=False))
def test_drawn_agreements_are_decided_in_columns_as_by_the_reference(text, chance) -> None:
    agreement = agreement_of(text)
    cases = every_case(agreement)
    cases = chance.sample(cases, min(20, len(cases)))
    columns = columns_of(cases, tuple(agreement.vocabulary.facts))
    assert as_triples(ManyCases(Compiled.of(agreement)), columns) == one_by_one(agreement, cases)


@pytest.mark.parametrize("threads", [1, 2])
def test_many_chunks_and_threads_say_what_a_single_one_does(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = random.Random(1).choices(every_case(agreement), k=2_000)
    columns = columns_of(cases, tuple(agreement.facts))
    whole = as_triples(ManyCases(Compiled.of(agreement)), columns)
    monkeypatch.setattr(column_run, "CHUNK", 64)
    monkeypatch.setattr(column_run, "JOB", 100)
    monkeypatch.setattr(column_walk, "WIDEST_BLOCK", 2)
    monkeypatch.setattr(column_walk, "WIDEST_FIRST_BLOCK", 2)
    assert as_triples(ManyCases(Compiled.of(agreement), threads), columns) == whole


@pytest.mark.parametrize("threads", [1, 2])
def test_walks_that_outgrow_their_memory_say_the_same(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = random.Random(2).choices(every_case(agreement), k=500)
    columns = columns_of(cases, tuple(agreement.facts))
    whole = as_triples(ManyCases(Compiled.of(agreement)), columns)
    monkeypatch.setattr(automaton, "MOST_STATES", 12)
    monkeypatch.setattr(column_run, "SMALLEST_CHUNK", 1)
    monkeypatch.setattr(column_run, "CHUNK", 32)
    monkeypatch.setattr(column_run, "JOB", 100)
    assert as_triples(ManyCases(Compiled.of(agreement), threads), columns) == whole


def test_an_answer_that_stands_in_very_many_ways_keeps_them_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_run, "MOST_FORMS_IN_A_BYTE", 40)
    rows = "\n".join(f"| {age} {home} {act} | {age} | {home} | {act} | 1 | [ÖK] |" for age, home, act in WAYS)
    head = "### Dagar?\n| C | Ålder | Boende | Insats | » Dagar | Källa |\n|---|---|---|---|---|---|\n"
    more = "".join(f"\n| fler {age} | ≥ {age} | hemma | – | 2 | [ÖK] |" for age in range(10))
    agreement = agreement_of(HEAD + head + rows + more)
    cases = [{"alder": age, "boende": home, "insats": act} for age, home, act in WAYS]
    cases += [{"alder": age, "boende": home} for age, home, _ in WAYS]
    said = as_triples(ManyCases(Compiled.of(agreement)), columns_of(cases, ("alder", "boende", "insats")))
    assert said == one_by_one(agreement, cases)
    assert len(set(said["dagar"])) > 80


WAYS = [(age, home, act) for age in range(10) for home in HOMES for act in ("dialys", "TPN", "ögondroppar")]


@pytest.mark.parametrize(
    ("limits", "value"), [(("MOST_ENTRIES",), 4), (("MOST_ROWS",), 2), (("SMALL",), 1), (("MOST_ENTRIES_TOGETHER",), 4)]
)
def test_tables_too_large_to_look_up_are_walked(monkeypatch: pytest.MonkeyPatch, limits, value) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    cases = random.Random(4).choices(every_case(agreement), k=300)
    columns = columns_of(cases, tuple(agreement.facts))
    whole = as_triples(ManyCases(Compiled.of(agreement)), columns)
    for limit in limits:
        monkeypatch.setattr(lookup_tables, limit, value)
    assert as_triples(ManyCases(Compiled.of(agreement)), columns) == whole


def test_a_column_may_come_in_any_of_these_forms() -> None:
    many = ManyCases(Compiled.of(agreement_of(HEMSJUKVARD)))
    plain = as_triples(
        many,
        {
            "alder": pa.array([1, 5, None]),
            "boende": pa.array(["hemma", None, "SÄBO"]),
            "inskriven": pa.array(["ja", "nej", None]),
            "insats": pa.array(["TPN", "ögondroppar", None]),
        },
    )
    forms: list[dict[str, object]] = [
        {
            "Ålder": pa.array(["1", "5", "?"]),
            "Boende": pa.array(["Hemma", "okänt", " sabo "]),
            "Inskriven": pa.array(["JA", "nej", ""]),
            "Insats": pa.array(["tpn", "ogondroppar", "–"]),
        },
        {
            "alder": np.array([1.0, 5.0, np.nan]),
            "boende": np.array([0, -1, 1]),
            "inskriven": pa.array([True, False, None]),
            "insats": pa.chunked_array([pa.array(["TPN"]), pa.array(["ögondroppar", None])]),
        },
        {
            "alder": np.array([1, 5, None], dtype=object),
            "boende": pa.array(["hemma", None, "SÄBO"]).dictionary_encode(),
            "inskriven": pa.array(["ja", "nej", None], pa.large_string()),
            "insats": pa.chunked_array(
                [pa.array(["TPN"]).dictionary_encode(), pa.array(["ögondroppar", None]).dictionary_encode()]
            ),
        },
        {
            "alder": pa.array(["1.0", "5.0", None]),
            "boende": pa.array(["hemma", "-", "SÄBO"]),
            "inskriven": np.array(["ja", "nej", "?"]),
            "insats": np.array([1, 2, -1], dtype=np.int64),
        },
    ]
    for form in forms:
        assert as_triples(many, form) == plain


def test_a_fact_without_a_column_is_unknown_and_a_column_of_nothing_too() -> None:
    agreement = agreement_of(HEMSJUKVARD)
    many = ManyCases(Compiled.of(agreement))
    assert as_triples(many, {}, count=2) == one_by_one(agreement, [{}, {}])
    assert as_triples(many, {"alder": pa.nulls(2)}) == one_by_one(agreement, [{}, {}])
    assert as_triples(many, {"alder": pa.array([], pa.int64())}) == {answer: [] for answer in agreement.answers}


def test_a_word_that_no_case_uses_may_stand_in_a_dictionary() -> None:
    agreement = agreement_of(HEMSJUKVARD)
    many = ManyCases(Compiled.of(agreement))
    words = pa.DictionaryArray.from_arrays(pa.array([2, None], pa.int8()), ["struntord", "SÄBO", "dialys"])
    assert as_triples(many, {"insats": words}) == one_by_one(agreement, [{"insats": "dialys"}, {}])


@pytest.mark.parametrize(
    ("column", "values", "row", "said"),
    [
        ("insats", ["TPN", "dialyss"], 1, "”dialyss” är inget värde för Insats – menade du ”dialys”?"),
        (
            "insats",
            pa.array([None, "x", "x"]),
            1,
            "”x” är inget värde för Insats – värdena är: dialys, TPN, ögondroppar",
        ),
        ("insats", np.array([0, 1, 3]), 2, "3 är ingen plats bland värdena för Insats, som är 3"),
        ("alder", [3, 10], 1, "”10” är inget värde för Ålder – skriv ett heltal från 0 till 9"),
        ("alder", [3.0, 4.5], 1, "”4.5” är inget värde för Ålder – skriv ett heltal från 0 till 9"),
        ("alder", ["3", "tre"], 1, "”tre” är inget värde för Ålder – skriv ett heltal från 0 till 9"),
        ("inskriven", [["ja"]], None, "typen list<item: string> kan inte läsas som Inskriven – skriv värdena som text"),
        ("insatss", ["TPN"], None, "inget faktum heter så – menade du ”insats”?"),
    ],
)
def test_a_value_the_vocabulary_does_not_have_is_told_with_its_place(column, values, row, said) -> None:
    many = ManyCases(Compiled.of(agreement_of(HEMSJUKVARD)))
    with pytest.raises(ColumnError) as told:
        many.decide({column: values if isinstance(values, (pa.Array, np.ndarray)) else pa.array(values)})
    assert (told.value.row, str(told.value)) == (row, f"kolumnen ”{column}”: {said}")


def test_columns_of_different_lengths_are_refused() -> None:
    many = ManyCases(Compiled.of(agreement_of(HEMSJUKVARD)))
    for columns in ({"alder": pa.array([1]), "insats": pa.array(["TPN", "TPN"])}, {}):
        with pytest.raises(ColumnError, match="lika långa"):
            many.decide(columns)


# ---- the moment of a case

TIMES = """
| Faktum             | Del | Slag      | Fråga | Fras          | Nekad fras | Definition | Källa |
|--------------------|-----|-----------|-------|---------------|------------|------------|-------|
| Veckodag           | tid | val       | Dag?  | –             | –          | x          | [S]   |
| Helgdag            | tid | val       | Helg? | –             | –          | x          | [S]   |
| Helgdag dagen före | tid | val       | Helg? | –             | –          | x          | [S]   |
| Klockslag          | tid | klockslag | När?  | klockan är {} | –          | x          | [S]   |

| Värde | Faktum | Fras | Nekad fras | Definition | Källa |
|-------|--------|------|------------|------------|-------|
""" + "\n".join(
    f"| {value} | {fact} | är {value} | inte är {value} | x | [S] |"
    for fact, values in {
        "Veckodag": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
        "Helgdag": ("ja", "nej", "afton"),
        "Helgdag dagen före": ("ja", "nej", "afton"),
    }.items()
    for value in values
)

JOUR = (
    HEAD
    + """
### Ring?
| C       | Veckodag       | Helgdag   | Helgdag dagen före | Klockslag | » Ring | Källa |
|---------|----------------|-----------|--------------------|-----------|--------|-------|
| helgen  | lördag, söndag | –         | –                  | –         | region | [ÖK]  |
| afton   | –              | afton     | –                  | –         | region | [ÖK]  |
| helgdag | –              | ja        | –                  | < 08:00   | region | [ÖK]  |
| efter   | –              | –         | ja, afton          | –         | kommun | [ÖK]  |
| kväll   | –              | –         | –                  | ≥ 17:00   | kommun | [ÖK]  |
"""
)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def jour() -> Agreement:
    library = Library({"begrepp.md": BEGREPP + TIMES, "prov/avtal/2021-04-01.md": JOUR})
    return library.usable("prov/avtal", "2021-04-01")


def test_the_moment_of_each_case_says_weekday_holiday_and_hour() -> None:
    agreement = jour()
    moments = [datetime.fromisoformat("2023-12-20") + timedelta(hours=5, minutes=7) * step for step in range(150)]
    expected = one_by_one(agreement, [facts_of_moment(agreement.vocabulary, when) for when in moments])
    zoned = [when.replace(tzinfo=STOCKHOLM) for when in moments]
    for column in (
        pa.array([when.isoformat() for when in moments]),
        pa.array([when.isoformat(" ", "minutes") for when in moments]).dictionary_encode(),
        pa.array([when.isoformat() for when in zoned]),
        pa.array([when.isoformat(timespec="milliseconds") for when in zoned]),
        pa.array(moments),
        pa.array(zoned, pa.timestamp("us", "UTC")),
        np.array(moments, dtype="datetime64[s]"),
    ):
        assert as_triples(ManyCases(Compiled.of(agreement)), {"at": column}) == expected


def test_what_a_column_says_goes_before_the_moment_and_an_unknown_moment_is_unknown() -> None:
    agreement = jour()
    said = as_triples(
        ManyCases(Compiled.of(agreement)),
        {
            "at": pa.array(["2026-05-03T02:30", "2026-05-03T02:30", None, "okänt"]),
            "veckodag": pa.array([None, "måndag", "tisdag", None]),
            "klockslag": pa.array(["17:30", "?", "1050", None]),
        },
    )
    sunday = facts_of_moment(agreement.vocabulary, datetime.fromisoformat("2026-05-03T02:30"))
    cases = [
        {**sunday, "klockslag": 17 * 60 + 30},
        {**sunday, "veckodag": "måndag"},
        {"veckodag": "tisdag", "klockslag": 17 * 60 + 30},
        {},
    ]
    assert said == one_by_one(agreement, cases)


@pytest.mark.parametrize("text", ["2026-05-03", "i morgon", "2026-13-01T10:00", "2026-05-03T25:00+02:00"])
def test_a_moment_that_is_none_is_told_with_its_place(text: str) -> None:
    many = ManyCases(Compiled.of(jour()))
    with pytest.raises(ColumnError, match=f"kolumnen ”at”: ”{text.replace('+', '.')}” är ingen tidpunkt") as told:
        many.decide({"at": pa.array([None, "2026-05-03T02:30", text])})
    assert told.value.row == 2


def test_times_of_day_may_be_clock_types_or_minutes() -> None:
    agreement = jour()
    many = ManyCases(Compiled.of(agreement))
    expected = one_by_one(agreement, [{"klockslag": 16 * 60 + 59}, {"klockslag": 17 * 60}])
    for column in (
        pa.array(["16:59", "17.00"]),
        pa.array([1019, 1020]),
        pa.array([1019 * 60, 1020 * 60 + 59], pa.time32("s")),
        pa.array([1019 * 60_000_000, 1020 * 60_000_000], pa.time64("us")),
    ):
        assert as_triples(many, {"klockslag": column}) == expected


# ---- files

CASES = [
    {"id": "007", "alder": "5", "insats": "ögondroppar", "inskriven": "ja", "not": 'sa "hej; du",'},
    {"id": "08", "alder": "", "insats": "dialys", "inskriven": "okänt", "not": "två\nrader"},
    {"id": "", "alder": "1", "insats": "", "inskriven": "nej", "not": ""},
]
KNOWN: list[dict[str, Value]] = [
    {"alder": 5, "insats": "ögondroppar", "inskriven": "ja"},
    {"insats": "dialys"},
    {"alder": 1, "inskriven": "nej"},
]


def written(
    path: Path, cases: Sequence[Mapping[str, str]] = CASES, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(cases[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(cases)
    return path


def read_csv(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def answer_cells(agreement: Agreement, cases: Sequence[Mapping[str, Value]]) -> list[dict[str, str]]:
    """What the answer columns of a CSV file should say."""
    said = one_by_one(agreement, cases)
    return [
        {
            f"{answer}{ending}": "" if value is None else str(value)
            for answer, column in said.items()
            for ending, value in zip(("", "_status", "_row"), column[row], strict=True)
        }
        for row in range(len(cases))
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_csv_file_keeps_its_columns_and_gets_the_answers(tmp_path: Path, delimiter: str, encoding: str) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    source = written(tmp_path / "fall.csv", delimiter=delimiter, encoding=encoding)
    told: list[tuple[int, int]] = []
    report = decide_table(
        Compiled.of(agreement), source, tmp_path / "svar.csv", lambda done, total: told.append((done, total))
    )
    answers = answer_cells(agreement, KNOWN)
    assert read_csv(tmp_path / "svar.csv", delimiter) == [
        {**case, **said} for case, said in zip(CASES, answers, strict=True)
    ]
    assert (report.rows, report.absent, report.warnings) == (3, ("boende",), ())
    assert report.statuses["niva"] == {"avgjort": 1, "tyst": 1, "okant": 1}
    assert told == [(3, 3)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fall.csv", "svar.csv"]


def test_a_parquet_file_keeps_its_columns_types_and_metadata(tmp_path: Path) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    table = pa.table(
        {
            "id": pa.array([7, None, 9], pa.int16()),
            "alder": pa.array([5, None, 1], pa.int8()),
            "insats": pa.array(["ögondroppar", "dialys", None], pa.large_string()),
            "inskriven": pa.array(["ja", None, "nej"]).dictionary_encode(),
            "när": pa.array([date(2024, 1, 1), None, None]),
            "lista": pa.array([[1, 2], [], None]),
            "stund": pa.array([1, 2, None], pa.timestamp("ns", "Europe/Stockholm")),
        }
    ).replace_schema_metadata({"ursprung": "åäö"})
    pq.write_table(table, tmp_path / "fall.parquet", row_group_size=2)
    report = decide_table(Compiled.of(agreement), tmp_path / "fall.parquet", tmp_path / "svar.parquet")
    made = pq.read_table(tmp_path / "svar.parquet")
    assert made.select(table.column_names).equals(table)
    assert made.schema.field("dagar").type == pa.int64()
    assert made.schema.field("huvudman").type == pa.string()
    assert made.schema.metadata[b"ursprung"] == "åäö".encode()
    said = one_by_one(agreement, KNOWN)
    for answer, column in said.items():
        names = [answer, f"{answer}_status", f"{answer}_row"]
        assert list(zip(*(made[name].to_pylist() for name in names), strict=True)) == column
    assert report.rows == 3


def test_csv_becomes_parquet_and_parquet_becomes_csv(tmp_path: Path) -> None:
    agreement = agreement_of(HEMSJUKVARD)
    compiled = Compiled.of(agreement)
    source = written(tmp_path / "fall.csv", delimiter=",")
    decide_table(compiled, source, tmp_path / "svar.parquet")
    made = pq.read_table(tmp_path / "svar.parquet")
    assert made.select(list(CASES[0])).to_pylist() == CASES
    pq.write_table(made.select(list(CASES[0])), tmp_path / "fall.parquet")
    decide_table(compiled, tmp_path / "fall.parquet", tmp_path / "svar.csv")
    answers = answer_cells(agreement, KNOWN)
    assert read_csv(tmp_path / "svar.csv", ",") == [{**case, **said} for case, said in zip(CASES, answers, strict=True)]


def test_a_file_longer_than_a_batch_is_decided_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_files, "CASES_A_BATCH", 70)
    monkeypatch.setattr(case_files, "BYTES_A_BLOCK", 700)
    agreement = agreement_of(HEMSJUKVARD)
    cases = random.Random(3).choices(every_case(agreement), k=500)
    names = tuple(agreement.facts)
    expected = one_by_one(agreement, cases)
    pq.write_table(pa.table(columns_of(cases, names)), tmp_path / "fall.parquet", row_group_size=90)
    pa_csv.write_csv(pa.table(columns_of(cases, names)), tmp_path / "fall.csv")
    told: list[tuple[int, int]] = []
    for source in ("fall.parquet", "fall.csv"):
        told.clear()
        decide_table(
            Compiled.of(agreement), tmp_path / source, tmp_path / "svar.parquet", lambda *done: told.append(done)
        )
        made = pq.read_table(tmp_path / "svar.parquet")
        assert {answer: made[f"{answer}_status"].to_pylist() for answer in expected} == {
            answer: [status for _, status, _ in column] for answer, column in expected.items()
        }
        assert len(told) > 1
        assert told == sorted(told)
        assert told[-1] == (500, 500)


def test_a_file_without_cases_gets_the_columns_all_the_same(tmp_path: Path) -> None:
    compiled = Compiled.of(agreement_of(HEMSJUKVARD))
    (tmp_path / "fall.csv").write_text("id,insats\n", encoding="utf-8")
    for target in ("svar.csv", "svar.parquet"):
        assert decide_table(compiled, tmp_path / "fall.csv", tmp_path / target).rows == 0
    assert pq.read_schema(tmp_path / "svar.parquet").names[:5] == ["id", "insats", "niva", "niva_status", "niva_row"]
    assert (tmp_path / "svar.csv").read_text(encoding="utf-8").startswith('"id","insats","niva"')


def test_a_column_that_is_nearly_a_fact_is_asked_about(tmp_path: Path) -> None:
    source = written(tmp_path / "fall.csv", [{"insats": "TPN", "aldr": "5", "personnummer": "x"}])
    report = decide_table(Compiled.of(agreement_of(HEMSJUKVARD)), source, tmp_path / "svar.csv")
    assert report.warnings == ("kolumnen ”aldr” är inget faktum och lästes inte – menade du ”alder”?",)


GOOD = "id,insats\n1,TPN\n"


@pytest.mark.parametrize(
    ("source", "text", "target", "said"),
    [
        (
            "a.csv",
            "id,insats\n1,TPN\n2,dialyss\n",
            "b.csv",
            "a.csv: rad 3, kolumnen ”insats”: ”dialyss” är inget värde för Insats – menade du ”dialys”?",
        ),
        (
            "a.csv",
            "id,vad\n1,TPN\n",
            "b.csv",
            "a.csv: ingen kolumn heter som ett faktum – avtalet prövar alder, boende, inskriven, insats",
        ),
        (
            "a.csv",
            "insats,Insats\nTPN,TPN\n",
            "b.csv",
            "a.csv: kolumnerna ”insats” och ”Insats” är samma faktum – ta bort den ena",
        ),
        ("a.csv", "id,id,insats\n1,2,TPN\n", "b.csv", "a.csv: kolumnen ”id” finns två gånger – byt namn på den ena"),
        (
            "a.csv",
            "insats,niva\nTPN,ja\n",
            "b.csv",
            "a.csv: kolumnen ”niva” finns redan, och svaren ska heta så – byt namn på den",
        ),
        ("a.csv", "id,insats\n1,TPN,x\n", "b.csv", "a.csv: en rad har 3 fält i stället för 2: ”1,TPN,x”"),
        ("a.csv", "", "b.csv", "a.csv: första raden ska ha kolumnernas namn, men är tom"),
        ("a.csv", "id,insats\n1,\xe5\n", "b.csv", "a.csv: filen är inte text i UTF-8 – spara om den som UTF-8"),
        ("a.parquet", GOOD, "b.csv", "a.parquet: filen går inte att läsa"),
        ("a.xlsx", GOOD, "b.csv", "a.xlsx: filens namn ska sluta på .csv eller .parquet"),
        ("a.csv", GOOD, "b.xlsx", "b.xlsx: filens namn ska sluta på .csv eller .parquet"),
        ("a.csv", GOOD, "a.csv", "a.csv: filen kan inte både läsas och skrivas – skriv till en annan fil"),
        ("a.csv", GOOD, "ingen/b.csv", "b.csv: mappen"),
        ("saknas.csv", None, "b.csv", "saknas.csv: filen finns inte"),
    ],
)
def test_what_cannot_be_decided_is_told_and_leaves_nothing_behind(
    tmp_path: Path, source: str, text: str | None, target: str, said: str
) -> None:
    if text is not None:
        (tmp_path / source).write_bytes(text.encode("latin-1"))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(TableError) as told:
        decide_table(Compiled.of(agreement_of(HEMSJUKVARD)), tmp_path / source, tmp_path / target)
    assert said in str(told.value)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("last", "said"),
    [("1,TPN,x", "en rad har 3 fält i stället för 2"), ("å,TPN", "filen är inte text i UTF-8")],
)
def test_a_fault_far_down_in_a_file_is_the_readers_and_not_the_writers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, said: str
) -> None:
    monkeypatch.setattr(case_files, "BYTES_A_BLOCK", 100)
    (tmp_path / "fall.csv").write_bytes(("id,insats\n" + "1,TPN\n" * 100 + last + "\n").encode("latin-1"))
    with pytest.raises(TableError, match=rf"fall\.csv: {said}"):
        decide_table(Compiled.of(agreement_of(HEMSJUKVARD)), tmp_path / "fall.csv", tmp_path / "svar.csv")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_parquet_file_that_was_damaged_is_told(tmp_path: Path) -> None:
    pq.write_table(pa.table({"insats": random.Random(1).choices(["TPN", "dialys"], k=5_000)}), tmp_path / "hel.parquet")
    whole = (tmp_path / "hel.parquet").read_bytes()
    (tmp_path / "fall.parquet").write_bytes(bytes(400) + whole[400:])
    with pytest.raises(TableError, match=r"fall\.parquet: filen går inte att läsa"):
        decide_table(Compiled.of(agreement_of(HEMSJUKVARD)), tmp_path / "fall.parquet", tmp_path / "svar.csv")


def test_a_target_that_stood_there_before_is_kept_when_the_work_stops(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(case_files, "CASES_A_BATCH", 10)
    table = pa.table({"insats": ["TPN"] * 95 + ["x"]})
    pq.write_table(table, tmp_path / "fall.parquet")
    (tmp_path / "svar.parquet").write_text("det gamla")
    with pytest.raises(TableError, match="rad 96, kolumnen ”insats”: ”x” är inget värde"):
        decide_table(Compiled.of(agreement_of(HEMSJUKVARD)), tmp_path / "fall.parquet", tmp_path / "svar.parquet")
    assert (tmp_path / "svar.parquet").read_text() == "det gamla"
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_csv_file_cannot_hold_is_told(tmp_path: Path) -> None:
    pq.write_table(pa.table({"insats": ["TPN"], "lista": [[1]]}), tmp_path / "fall.parquet")
    with pytest.raises(TableError, match=r"svar\.csv: filen går inte att skriva"):
        decide_table(Compiled.of(agreement_of(HEMSJUKVARD)), tmp_path / "fall.parquet", tmp_path / "svar.csv")
    assert len(list(tmp_path.iterdir())) == 1


def test_forms_are_told_apart_by_value_status_and_rows() -> None:
    many = ManyCases(Compiled.of(agreement_of(HEMSJUKVARD)))
    column = many.decide({"insats": pa.array(["TPN", "ögondroppar", "dialys", None])})["niva"]
    assert [column.forms[code] for code in column.codes] == [
        Form("nej", "avgjort", "avancerad"),
        Form("ja", "avgjort", "enkel"),
        Form(None, "tyst", "omstridd"),
        Form(None, "okant", None),
    ]
    assert column.counts() == {"avgjort": 2, "tyst": 1, "okant": 1}
