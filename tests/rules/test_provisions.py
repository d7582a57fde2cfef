"""The tables that promise: what each cell of each kind may say, and what is told of it otherwise."""

import pytest

from rules.one_library import ADDRESS, library_with
from samsyn.rules.provisions import PROVISION_KINDS

GOOD = {
    "Frist": ["läkarstöd startat", "överlämnad", "14", "dygn", "nej", "region", "2 dygn före"],
    "Åtagande": ["region", "alla boende", "1 gång per år", "protokoll"],
    "Ersättning": ["besök", "7 800 kr", "2024-01-01", "–", "hela kronor"],
    "Storhet": ["andel", "hur mycket indexet ändrades"],
    "Indikator": ["dagar till besök", "under 3", "läkarstöd startat, överlämnad"],
    "Ställningstagande": ["primärvård är det en generalist klarar"],
}

CELLS = """
    Frist       Startar            läkarstöd startat | – | tyst | läkarstöd startat, överlämnad
    Frist       Stoppas            överlämnad | –
    Frist       Längd              0 | 14 | 365 | tyst | Dagar till svar | dagar_till_svar
    Frist       Räknas i           timmar | dygn | kalenderdagar | vardagar | bankdagar | månader | år | tyst
    Frist       Startdagen räknas  ja | nej | tyst
    Frist       Ansvarig           region | kommun | tyst
    Frist       Varna              2 dygn före | 1 timme före | 12 timmar före | 3 vardagar före | – | tyst
    Åtagande    Ansvarig           region | tyst
    Åtagande    För                alla | – | tyst
    Åtagande    Hur ofta           löpande | vid behov | tyst | 1 gång per år | minst 2 gånger per vecka | vid överlämnad
    Ersättning  Belopp             7 800 kr | 7800 kr | 140 mnkr | 0,5 mnkr | +50 % | 1,25 % | = 3 × 4 | tyst | 1 234 567 kr
    Ersättning  Gäller från        2024-01-01 | 2024 | okänt
    Storhet     Enhet              kr | andel | personer | antal
    Indikator   Mål                tyst | under 3 dagar
    Indikator   Från händelser     läkarstöd startat | –
"""

BAD = """
    Frist       Startar            läkarstödet | läkarstöd startat,
    Frist       Längd              fjorton | 14 dygn | -1 | 1,5 | Huvudmannen | ²
    Frist       Räknas i           dagar | Dygn | arbetsdagar | –
    Frist       Startdagen räknas  kanske | – | Ja
    Frist       Ansvarig           Regionen | region, kommun | –
    Frist       Varna              i god tid | 2 dygn | två dygn före
    Åtagande    Ansvarig           vårdcentralen
    Åtagande    Hur ofta           ofta | varje år | vid utskrivning | 1 gång | –
    Ersättning  Belopp             7 800 | kr | ca 5 kr | 5 kronor | = | – | 1 23 kr | 12.50 kr
    Ersättning  Gäller från        i år | 2024-02-30 | 24-01-01 | –
    Storhet     Enhet              mnkr | % | –
    Indikator   Från händelser     utskrivning
"""


def cells(table):
    return [*_cells(table)]


def _cells(table):
    for line in table.strip().splitlines():
        kind, column, texts = (piece.strip() for piece in line.split("  ") if piece.strip())
        for text in texts.split(" | "):
            yield kind, column, text.strip()


def provision_library(kind, column=None, text=None):
    columns = list(PROVISION_KINDS[kind])
    row = dict(zip(columns, GOOD[kind], strict=True))
    if column:
        row[column] = text
    name = "nivåskillnad" if kind == "Ställningstagande" else "rad"
    header = " | ".join([kind, *columns, "Källa"])
    written = " | ".join([name, *row.values(), "[HSL 12:1]"])
    return library_with(f"### Vad lovas?\n\n| {header} |\n{'|---' * (len(columns) + 2)}|\n| {written} |\n")


@pytest.mark.parametrize("kind", PROVISION_KINDS)
def test_each_kind_is_read_with_its_columns(kind):
    library = provision_library(kind)
    assert library.check() == ()
    (provision,) = library.usable(ADDRESS, "2021-04-01").provisions
    assert (provision.kind, provision.heading, provision.source) == (kind, "Vad lovas?", "[HSL 12:1]")
    assert list(provision.columns.values()) == GOOD[kind]
    assert provision.silent_about == ()


@pytest.mark.parametrize(("kind", "column", "text"), cells(CELLS))
def test_a_cell_may_say_this(kind, column, text):
    library = provision_library(kind, column, text)
    assert library.check() == ()
    (provision,) = library.usable(ADDRESS, "2021-04-01").provisions
    assert provision.columns[column] == text
    assert provision.silent_about == ((column,) if text == "tyst" else ())


@pytest.mark.parametrize(
    ("kind", "column", "text"),
    [*cells(BAD), *((kind, column, "") for kind, checks in PROVISION_KINDS.items() for column in checks)],
)
def test_a_cell_may_not_say_this_and_one_problem_tells_it(kind, column, text):
    problems = provision_library(kind, column, text).check()
    assert len(problems) == 1, problems
    assert problems[0].code == "tom-ruta" if not text else problems[0].code in ("oläslig-ruta", "okänd-händelse")


def test_hard_spaces_in_amounts_are_spaces():
    library = provision_library("Ersättning", "Belopp", "7\N{NO-BREAK SPACE}800\N{NARROW NO-BREAK SPACE}kr")
    assert library.usable(ADDRESS, "2021-04-01").provisions[0].columns["Belopp"] == "7 800 kr"


def test_compensation_may_have_the_same_name_from_different_days():
    table = """
### Vad betalas?

| Ersättning | Enhet | Belopp | Gäller från | Index | Avrundning | Källa |
|------------|-------|--------|-------------|-------|------------|-------|
| besök      | besök | 700 kr | 2024        | –     | tyst       | [HSL] |
| besök      | besök | 750 kr | 2025        | –     | tyst       | [HSL] |
"""
    library = library_with(table)
    assert library.check() == ()
    assert [each.columns["Belopp"] for each in library.usable(ADDRESS, "2021-04-01").provisions] == ["700 kr", "750 kr"]
