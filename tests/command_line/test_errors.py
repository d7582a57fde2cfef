"""What is typed wrong: one clear message on standard error, status 2, nothing on standard output, nothing written."""

import inspect
import json
import shlex
import shutil
from pathlib import Path

import pytest

from samsyn.command_line import main

GROUND = Path(__file__).parents[1] / "bad" / "grund"

SAID = """
$ vissa
KOMMANDO kan inte vara 'vissa'; välj bland 'check', 'format', 'show', 'coverage', 'decide', 'ask', 'replay', 'sql', 'compare', 'test', 'verify', 'money'
  se samsyn --help

$
det här saknas: KOMMANDO
  se samsyn --help

$ decide
det här saknas: ADRESS
  se samsyn decide --help

$ decide halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ decide skåne
avtalet ”skåne” finns inte – avtalen är: halland/hemsjukvard

$ decide halland/hemsjukvard@2021-04-02
halland/hemsjukvard har ingen version ”2021-04-02” – menade du ”2021-04-01”?

$ decide halland/hemsjukvard@senaste
halland/hemsjukvard har ingen version ”senaste” – versionerna är: 2021-04-01

$ decide halland/hemsjukvard --at igår
”igår” är ingen tidpunkt; skriv t.ex. 2026-05-03T02:30

$ decide halland/hemsjukvard --at 2026-02-30
”2026-02-30” är ingen tidpunkt; skriv t.ex. 2026-05-03T02:30

$ decide halland/hemsjukvard --at 2026-05-03T25:00
”2026-05-03T25:00” är ingen tidpunkt; skriv t.ex. 2026-05-03T02:30

$ decide halland/hemsjukvard --at 2020-01-01
ingen version av halland/hemsjukvard gäller 2020-01-01 (2021-04-01: den börjar gälla 2021-04-01) – ange en version, till exempel halland/hemsjukvard@2021-04-01

$ decide halland/hemsjukvard --at 2031-01-01
ingen version av halland/hemsjukvard gäller 2031-01-01 (2021-04-01: den gällde till 2028-12-31) – ange en version, till exempel halland/hemsjukvard@2021-04-01

$ decide halland/hemsjukvard@2021-04-01 --at 1850-01-01
år 1850 ligger utanför kalendern, som går från 1992 till 2099

$ decide halland/hemsjukvard --at
--at behöver ett värde
  se samsyn decide --help

$ decide halland/hemsjukvard --reading regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?

$ decide halland/hemsjukvard --reading varberg
halland/hemsjukvard har ingen läsning ”varberg” – läsningarna är: region

$ decide halland/hemsjukvard --fact alder
uppgiften ”alder” går inte att förstå; skriv FAKTUM=VÄRDE, t.ex. alder=82

$ decide halland/hemsjukvard --fact aldder=82
faktumet ”aldder” finns inte – menade du ”alder”?

$ decide halland/hemsjukvard --fact kommun=Varberg
faktumet ”kommun” finns inte – se samsyn show begrepp

$ decide halland/hemsjukvard --fact huvudman=region
faktumet ”huvudman” finns inte – se samsyn show begrepp

$ decide halland/hemsjukvard --fact alder=gammal
”gammal” är inget värde för Ålder – skriv ett heltal från 0 till 120

$ decide halland/hemsjukvard --fact alder=182
”182” är inget värde för Ålder – skriv ett heltal från 0 till 120

$ decide halland/hemsjukvard --fact insats=dialis
”dialis” är inget värde för Insats – menade du ”dialys”?

$ decide halland/hemsjukvard --fact 'bor_i=> HVB'
”> HVB” är inget värde för Bor i – menade du ”HVB”?

$ decide halland/hemsjukvard --fact inskriven=kanske
”kanske” är inget värde för Inskriven – värdena är: ja, nej

$ decide halland/hemsjukvard --fact klockslag=25:00
”25:00” är inget värde för Klockslag – skriv ett klockslag från 00:00 till 23:59

$ decide halland/hemsjukvard --fact alder=82 --fact alder=83
alder är uppgivet två gånger; ange det en gång

$ decide halland/hemsjukvard --fact alder=12 --fact bor_i=särskilt_boende
uppgifterna går inte ihop: Ålder = 12 och Bor i = särskilt boende. Särskilt boende för äldre är för äldre. [SAMSYN modell]

$ decide halland/hemsjukvard --answer huvudmann
halland/hemsjukvard ger inget svar ”huvudmann” – menade du ”huvudman”?

$ decide halland/hemsjukvard --answer skuld
halland/hemsjukvard ger inget svar ”skuld” – svaren är: omfattas, primarvardsniva, huvudman, utforare

$ decide halland/hemsjukvard --receipt mapp
mapp går inte att använda: det är en mapp

$ decide halland/hemsjukvard --table fall.csv
--table och --out hör ihop: ange båda

$ decide halland/hemsjukvard --out svar.csv
--table och --out hör ihop: ange båda

$ decide halland/hemsjukvard --table finns-inte.csv --out svar.csv
finns-inte.csv: filen finns inte

$ decide halland/hemsjukvard --table fel.csv --out svar.csv
fel.csv: rad 2, kolumnen ”insats”: ”dialis” är inget värde för Insats – menade du ”dialys”?

$ decide halland/hemsjukvard --table främmande.csv --out svar.csv
främmande.csv: ingen kolumn heter som ett faktum – avtalet prövar alder, folkbokford, bor_i, insats

$ decide halland/hemsjukvard --table bild.csv --out svar.csv
bild.csv: filen är inte text i UTF-8 – spara om den som UTF-8

$ decide halland/hemsjukvard --table fall.xlsx --out svar.csv
fall.xlsx: filens namn ska sluta på .csv eller .parquet

$ decide halland/hemsjukvard --table fall.csv --out svar.xlsx
svar.xlsx: filens namn ska sluta på .csv eller .parquet

$ decide halland/hemsjukvard --table fall.csv --out finns/inte/svar.csv
finns/inte/svar.csv: mappen finns/inte finns inte

$ decide halland/hemsjukvard --table fall.csv --out fall.csv
fall.csv: filen kan inte både läsas och skrivas – skriv till en annan fil

$ decide halland/hemsjukvard --table fall.csv --out svar.csv --fact alder=82
--fact och --at går inte ihop med --table: uppgifterna står i tabellens kolumner

$ decide halland/hemsjukvard --draft utkast.md
utkastet ”utkast.md” går inte att förstå; skriv ADRESS=FIL, t.ex. halland/hemsjukvard@2029-01-01=utkast.md

$ decide halland/hemsjukvard --draft =utkast.md
utkastet ”=utkast.md” går inte att förstå; skriv ADRESS=FIL, t.ex. halland/hemsjukvard@2029-01-01=utkast.md

$ decide halland/hemsjukvard --draft halland/hemsjukvard@2029-01-01=finns-inte.md
finns-inte.md går inte att använda: den finns inte

$ decide halland/hemsjukvard --draft halland/hemsjukvard@2029-01-01=latin.md
utkastet latin.md är inte text i UTF-8

$ decide halland/hemsjukvard --agreements finns-inte
i mappen finns-inte finns inget begrepp.md – ange mappen med avtal med --agreements

$ decide halland/hemsjukvard --agreements mapp
i mappen mapp finns inget begrepp.md – ange mappen med avtal med --agreements

$ ask halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ ask halland/hemsjukvard --fact alder=gammal
”gammal” är inget värde för Ålder – skriv ett heltal från 0 till 120

$ ask halland/hemsjukvard --answer skuld
halland/hemsjukvard ger inget svar ”skuld” – svaren är: omfattas, primarvardsniva, huvudman, utforare

$ ask halland/hemsjukvard --at när
”när” är ingen tidpunkt; skriv t.ex. 2026-05-03T02:30

$ ask halland/hemsjukvard --reading regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?

$ show halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ show halland/hemsjukvard@2019-01-01
halland/hemsjukvard har ingen version ”2019-01-01” – menade du ”2021-04-01”?

$ show halland/hemsjukvard --reading regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?

$ show halland/hemsjukvard --on 2020-01-01
ingen version av halland/hemsjukvard gäller 2020-01-01 (2021-04-01: den börjar gälla 2021-04-01) – ange en version, till exempel halland/hemsjukvard@2021-04-01

$ show --on 2026-13-01
”2026-13-01” är inget datum; skriv t.ex. 2026-05-03

$ coverage halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ coverage halland/hemsjukvard@2019-01-01
halland/hemsjukvard har ingen version ”2019-01-01” – menade du ”2021-04-01”?

$ check vgr
ingen text heter så: ”vgr” – texterna är: halland/hemsjukvard, begrepp

$ check halland/hemsjukvad
ingen text heter så: ”halland/hemsjukvad” – menade du ”halland/hemsjukvard”?

$ check --agreements finns-inte
i mappen finns-inte finns inget begrepp.md – ange mappen med avtal med --agreements

$ format vgr
ingen text heter så: ”vgr” – texterna är: halland/hemsjukvard, begrepp

$ format --agreements finns-inte
i mappen finns-inte finns inget begrepp.md – ange mappen med avtal med --agreements

$ compare
ange minst ett avtal att jämföra, t.ex. samsyn compare halland/hemsjukvard orebro/hemsjukvard

$ compare halland/hemsjukvard vgr/hemsjukvard
avtalet ”vgr/hemsjukvard” finns inte – menade du ”halland/hemsjukvard”?

$ compare halland/hemsjukvard --answer skuld
inget av avtalen ger svaret ”skuld” – svaren är: omfattas, primarvardsniva, huvudman, utforare

$ compare halland/hemsjukvard --cases vgr/hemsjukvard
avtalet ”vgr/hemsjukvard” finns inte – menade du ”halland/hemsjukvard”?

$ compare --questions
inget av avtalen har en tabell Ställningstagande

$ compare halland/hemsjukvard --format pdf
--format kan inte vara 'pdf'; välj bland 'terminal', 'csv', 'html'
  se samsyn compare --help

$ test halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ test halland/hemsjukvard@2019-01-01
halland/hemsjukvard har ingen version ”2019-01-01” – menade du ”2021-04-01”?

$ test halland/hemsjukvard --reading regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?

$ test halland/hemsjukvard --cases vgr/hemsjukvard
avtalet ”vgr/hemsjukvard” finns inte – menade du ”halland/hemsjukvard”?

$ test --reading region
--reading och --cases behöver ett avtal, t.ex. samsyn test halland/hemsjukvard --reading region

$ verify halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ verify halland/hemsjukvard@2019-01-01
halland/hemsjukvard har ingen version ”2019-01-01” – menade du ”2021-04-01”?

$ verify halland/hemsjukvard --reading regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?

$ verify halland/hemsjukvard --against vgr/hemsjukvard
avtalet ”vgr/hemsjukvard” finns inte – menade du ”halland/hemsjukvard”?

$ verify halland/hemsjukvard --against halland/hemsjukvard@2019-01-01
halland/hemsjukvard har ingen version ”2019-01-01” – menade du ”2021-04-01”?

$ verify halland/hemsjukvard --reading-against regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?

$ verify halland/hemsjukvard --answer skuld
det finns inget svar ”skuld” – se samsyn show begrepp

$ verify --reading region
--reading, --against, --reading-against och --answer behöver ett avtal, t.ex. samsyn verify halland/hemsjukvard --reading region

$ replay
det här saknas: FIL
  se samsyn replay --help

$ replay finns-inte.json
finns-inte.json går inte att använda: den finns inte

$ replay mapp
mapp går inte att använda: det är en mapp

$ replay tom.json
filen är inget kvitto av formen samsyn-kvitto-1

$ replay text.json
filen är inget kvitto: den går inte att läsa som JSON

$ replay bild.csv
bild.csv är inget kvitto: det är inte text i UTF-8

$ replay ändrat.json
kvittots texter stämmer inte med dess fingeravtryck: kvittot har ändrats sedan det skrevs

$ replay halv-bokstav.json
kvittots texter stämmer inte med dess fingeravtryck: kvittot har ändrats sedan det skrevs

$ sql halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ sql halland/hemsjukvard --column insatts
faktumet ”insatts” finns inte – menade du ”insats”?

$ sql halland/hemsjukvard --dialect oracle
--dialect kan inte vara 'oracle'; välj bland 'duckdb', 'postgres', 'spark'
  se samsyn sql --help

$ sql halland/hemsjukvard --answer skuld
halland/hemsjukvard ger inget svar ”skuld” – svaren är: omfattas, primarvardsniva, huvudman, utforare

$ sql halland/hemsjukvard --reading regionen
halland/hemsjukvard har ingen läsning ”regionen” – menade du ”region”?
"""
"""What is typed, and exactly what is said, after "samsyn: "."""

SAID_OF = [
    tuple(part.strip("\n") for part in each.partition("\n")[::2]) for each in inspect.cleandoc(SAID).split("\n\n")
]


@pytest.fixture(scope="module")
def receipt(tmp_path_factory):
    """A true receipt as data."""
    file = tmp_path_factory.mktemp("kvitto") / "kvitto.json"
    assert main(["decide", "halland/hemsjukvard", "--agreements", str(GROUND), "--receipt", str(file), "--json"]) == 0
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture
def here(tmp_path, monkeypatch, receipt, capsys):
    """A folder with a sound library, and files that are not what they should be."""
    shutil.copytree(GROUND, tmp_path / "agreements")
    (tmp_path / "mapp").mkdir()
    changed = {**receipt, "texts": {**receipt["texts"], "begrepp.md": receipt["texts"]["begrepp.md"] + " "}}
    half = {**receipt, "texts": {**receipt["texts"], "begrepp.md": "\ud800"}}
    for name, data in {
        "fall.csv": b"alder,insats\n82,dialys\n",
        "fel.csv": b"alder,insats\n82,dialis\n",
        "främmande.csv": b"kommun\nVarberg\n",
        "bild.csv": b"\x89PNG\xff\xfe\x00",
        "fall.xlsx": b"PK",
        "latin.md": "vård".encode("latin-1"),
        "utkast.md": b"---\ntitel: Utkast\n---\n",
        "tom.json": b"{}",
        "text.json": b"inte json",
        "ändrat.json": json.dumps(changed).encode(),
        "halv-bokstav.json": json.dumps(half).encode(),
    }.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAMSYN_AGREEMENTS", raising=False)
    capsys.readouterr()
    return tmp_path


def contents(folder):
    return {file: file.read_bytes() if file.is_file() else None for file in folder.rglob("*")}


def run(words):
    """The exit status of a command, however it ends."""
    try:
        return main(words)
    except SystemExit as ended:
        return ended.code


@pytest.mark.parametrize(("typed", "said"), SAID_OF, ids=[typed for typed, _ in SAID_OF])
def test_what_is_typed_wrong_is_told_and_nothing_is_done(typed, said, here, capsys):
    before = contents(here)
    status = run(shlex.split(typed.removeprefix("$")))
    told = capsys.readouterr()
    assert told.err.replace("'", "") == f"samsyn: {said}\n".replace("'", ""), "Pythons differ in how they quote choices"
    assert (status, told.out) == (2, "")
    assert contents(here) == before


def test_every_command_and_every_option_that_takes_a_value_is_tried():
    import argparse

    from samsyn.command_line import arguments

    made = []
    original = argparse.ArgumentParser.add_argument

    def noting(parser, *names, **kinds):
        in_money = " money " in parser.prog  # tried in test_money.py
        if names[0].startswith("--") and not in_money and kinds.get("action") not in ("store_true", "version", "help"):
            made.append((parser.prog.rpartition(" ")[2], names[0]))
        return original(parser, *names, **kinds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "add_argument", noting)
        arguments.parse(["show"])
    tried = {(words[0], word) for typed, _ in SAID_OF if (words := shlex.split(typed)[1:]) for word in words}
    options = {option for _, option in tried}
    assert {command for command, _ in made} <= {command for command, _ in tried}
    assert {option for _, option in made} <= options
    never = {pair for pair in made if pair not in tried} - {
        (command, option)
        for command, _ in made
        for option in ("--agreements", "--draft", "--fact", "--out", "--at", "--table")
    }
    assert never == set()


def test_a_faulty_text_is_not_used_and_its_first_problems_are_told(here, capsys):
    file = here / "agreements" / "halland" / "hemsjukvard" / "2021-04-01.md"
    file.write_text(file.read_text(encoding="utf-8").replace("| kommun ", "| komun  "), encoding="utf-8")
    before = contents(here)
    for command in ("decide", "show", "verify", "sql", "compare", "test"):
        assert run([command, "halland/hemsjukvard"]) == 2, command
        told = capsys.readouterr()
        assert told.out == "", command
        assert told.err.startswith(
            "samsyn: texten har fel och kan inte användas:\n"
            "agreements/halland/hemsjukvard/2021-04-01.md:29:54: fel: ”komun” är inget svar på Huvudman\n"
            "    Raden skulle svara något ingen förstår.\n"
            "    Försök: menade du ”kommun”?\n"
        ), command
    assert contents(here) == before


def test_of_very_many_problems_the_first_ten_are_told(here, capsys):
    file = here / "agreements" / "halland" / "hemsjukvard" / "2021-04-01.md"
    rows = "".join(f"| r{number} | x{number} | ja | [ÖK] |\n" for number in range(30))
    file.write_text(file.read_text(encoding="utf-8").replace("| svår  |", f"{rows}| svår  |"), encoding="utf-8")
    assert run(["decide", "halland/hemsjukvard"]) == 2
    assert capsys.readouterr().err.count(": fel: ") == 10


def test_outside_any_library_the_one_that_comes_along_is_used_or_it_is_said_that_there_is_none(
    tmp_path, monkeypatch, capsys
):
    from samsyn.command_line import library

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAMSYN_AGREEMENTS", raising=False)
    monkeypatch.setattr(library, "_BESIDE_THE_PROGRAM", tmp_path / "agreements")
    assert run(["show"]) == 2
    assert capsys.readouterr().err == (
        "samsyn: hittar inga avtal: här finns ingen mapp agreements med begrepp.md. Ange den med --agreements\n"
    )


def test_data_is_not_given_of_what_cannot_be_done(here, capsys):
    for words in (["decide", "halland/hemsjukvad"], ["check", "vgr"], ["verify", "vgr"], ["replay", "finns-inte.json"]):
        assert run([*words, "--json"]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("samsyn: ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chek", "check"),
        ("decide halland/hemsjukvard --faktum alder=82", "--fact"),
        ("format --chek", "--check"),
        ("--versoin", "--version"),
        ("compare halland/hemsjukvard --format cvs", "csv"),
    ],
)
def test_a_misspelt_command_or_option_is_told_with_a_suggestion(typed, meant, here, capsys):
    assert run(shlex.split(typed)) == 2
    assert f"menade du ”{meant}”?" in capsys.readouterr().err


def test_a_file_that_is_asked_for_is_written_or_refused(here, capsys):
    status = run(["compare", "halland/hemsjukvard", "--out", "jämförelse.csv"])
    assert status == 2 or (here / "jämförelse.csv").is_file()


def test_a_problem_of_a_draft_is_told_with_the_name_of_the_draft(here, capsys):
    assert run(["decide", "halland/hemsjukvard@2029-01-01", "--draft", "halland/hemsjukvard@2029-01-01=utkast.md"]) == 2
    assert "\nutkast.md:2:1: fel:" in capsys.readouterr().err


def test_questions_of_an_unknown_agreement_say_that_it_is_unknown(here, capsys):
    assert run(["compare", "--questions", "vgr/hemsjukvard"]) == 2
    assert "avtalet ”vgr/hemsjukvard” finns inte" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["decide", "halland/hemsjukvard", "--receipt", "finns/inte/kvitto.json"],
        ["compare", "halland/hemsjukvard", "--format", "csv", "--out", "finns/inte/x.csv"],
    ],
)
def test_a_file_in_a_folder_that_is_not_there_says_that_of_the_folder(words, here, capsys):
    assert run(words) == 2
    assert "mappen finns/inte finns inte" in capsys.readouterr().err
