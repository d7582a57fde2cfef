"""What `samsyn money` prints of Halland's own agreements, word for word, and what it says when it computes nothing.

The transcripts in `transcripts/money/` are read by people too. `SAMSYN_UPDATE_GOLDEN=1` writes them anew.
"""

import argparse
import json
import os
import shlex
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from samsyn.command_line import main
from samsyn.command_line.library import open_library

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

COMMANDS = {
    "published": "money published",
    "index": "money index",
    "index-added": "money index --combination adderat",
    "index-2021-from-base": "money index --year 2021 --base 140",
    "index-with-an-assumption": "money index --year 2023 --opi 2022=1,9",
    "index-why": "money index --why Hylte",
    "index-json": "money index --why Hylte --json",
    "forecast": "money forecast --opi övriga=2,0..3,5",
    "plan": "money plan Hylte 2024",
    "plan-given-amount": "money plan Laholm 2026 --amount 18500000,05 --source 'budgetbeslut 2025-11-20'",
    "shared": "money shared 400000 --year 2023 --source 'omvärldsanalysen'",
    "what-if-weights": "money what-if --opi övriga=2,5 --to 2027 --weights 30/70",
    "what-if-base-and-key": "money what-if --opi övriga=2,5 --to 2026 --base 140 --key 2024",
}

REFUSED = """
$ money
det här saknas: VAD
  se samsyn money --help

$ money publiced
VAD kan inte vara 'publiced'; välj bland 'published', 'index', 'forecast', 'plan', 'shared', 'what-if' – menade du ”published”?
  se samsyn money --help

$ money index --year 2023
omsorgsprisindex 2022 är inte känt, och ersättningen 2023 räknas inte utan det. Känt är 2019, 2020, 2021, 2023. Ange ett antagande, till exempel --opi 2022=2,0..3,5

$ money index --year 2015
ersättningen till Halmstad 2014 är inte publicerad; tabellen går från 2015 till 2024. Ingenting är räknat

$ money index --agreement halland/hemsjukvard@2015-04-07
halland/hemsjukvard@2015-04-07 har ingen formel ”index och demografi multiplicerade”, och ingenting är räknat – formlerna heter: fördelning mellan kommuner

$ money index --compare-years 2,3
befolkningens jämförelseår 2 och 3 år tidigare går inte: det första ska ligga före det andra, och båda före året som betalas. Ingenting är räknat

$ money index --opi 2023=4,0
omsorgsprisindex 2023 är publicerat och behöver inget antagande; pröva ett annat värde med samsyn money what-if

$ money forecast
omsorgsprisindex 2024, 2025, 2026, 2027, 2028, 2029 är inte kända, och ersättningen 2025–2030 räknas inte utan dem. Ange ett antagande för varje år, till exempel --opi 2024=2,0..3,5, eller för alla: --opi övriga=2,0..3,5

$ money forecast --opi övriga=2..3 --to 2040
folkmängd i Halmstad 2031-12-31 finns inte bland de publicerade siffrorna. Ingenting är räknat

$ money forecast --opi 2025=tre
--opi ”2025=tre” går inte att förstå; skriv till exempel 2025=2,0..3,5

$ money forecast --opi övriga=3,5..2,0
omsorgsprisindex 2024: 3,5 är mer än 2,0; skriv det lägsta först

$ money plan Hilte 2024
”Hilte” är ingen kommun i Halland, och ingenting är räknat – menade du ”Hylte”?

$ money plan Hylte 2014
ersättningen till Hylte 2014 är inte publicerad; tabellen går från 2015 till 2024. Ingenting är räknat

$ money plan Hylte 2026 --amount 100
ett belopp utan källa betalas inte; ange --source, till exempel ett beslut med datum

$ money plan Hylte 2026 --amount 100,005 --source beslut
beloppet 100,005 har fler än två decimaler; betala i hela ören

$ money plan Hylte 2026 --amount=-100 --source beslut
årets belopp är −100,00 kr, mindre än noll. Ingenting är planerat

$ money shared 400000
ange --year: vid vilket årsslut befolkningen räknas säger inte beslutet

$ money shared mycket --year 2023
kostnaden ”mycket” är inget tal; skriv till exempel 1234,50

$ money what-if --opi övriga=2
inget är ändrat; ange till exempel --weights 30/70 eller --try-opi 2026=4,0

$ money what-if --opi övriga=2 --weights 30/60
vikterna ska vara minst noll och tillsammans 100 procent. Ingenting är räknat

$ money what-if --opi övriga=2 --people Hylte=2024:-1
Hylte kan inte ha -1 invånare. Ingenting är räknat

$ money what-if --opi övriga=2 --people-80 Hylte
--people-80 ”Hylte” går inte att förstå; skriv till exempel Laholm=2024:27000

$ money what-if --opi övriga=2 --try-opi övrigt=3
--try-opi ”övrigt=3” går inte att förstå; skriv till exempel 2025=2,0..3,5

$ money what-if --try-combination blandat
--try-combination kan inte vara blandat; välj bland multiplicerat, adderat
  se samsyn money what-if --help

$ money what-if --opi övriga=2 --base noll
--base ”noll” är inget tal; skriv till exempel 1234,50

$ money what-if --opi övriga=2 --key 2014
folkmängd i Halmstad 2014-12-31 finns inte bland de publicerade siffrorna. Ingenting är räknat

$ money what-if --opi övriga=2 --weights 30/70 --to 2026 --why Region
”Region” är ingen kommun i Halland, och ingenting är räknat – kommunerna är Halmstad, Kungsbacka, Varberg, Falkenberg, Laholm, Hylte

$ money what-if --agreement halland/utskrivning --combination adderat --weights 30/70 --opi övriga=2
ersättningen är inte publicerad i avtalet. Ingenting är räknat

$ money what-if --compare-years 3
--compare-years ”3” går inte att förstå; skriv två hela tal, till exempel 3,2

$ money forecast --opi övriga=2 --to 20255
--to: ”20255” är inget årtal; skriv t.ex. 2026
  se samsyn money forecast --help

$ money forecast --opi övriga=2 --to 2020
2020 ligger före 2025. Ingenting är räknat

$ money forecast --opi övriga=2 --to 2026 --agreement halland/hemsjukvard --combination adderat --compare-years 9,1
folkmängd i Halmstad 2016-12-31 finns inte bland de publicerade siffrorna. Ingenting är räknat

$ money forecast --opi övriga=2 --why Hilte
”Hilte” är ingen kommun i Halland, och ingenting är räknat – menade du ”Hylte”?

$ money published --agreement halland/hemsjukvad
avtalet ”halland/hemsjukvad” finns inte – menade du ”halland/hemsjukvard”?

$ money plan Hylte 2026 --agreement halland/hemsjukvard@2015-04-07 --amount 1 --source beslut
halland/hemsjukvard@2015-04-07 säger inte att månadens första bankdag är utbetalningsdag. Ingenting är planerat

$ money plan Hylte 2026 --recorded igår --amount 1 --source beslut
”igår” är inget datum; skriv t.ex. 2026-05-03

$ money plan Hylte 2026 --opi 2024=2
omsorgsprisindex 2025 är inte känt, och ersättningen 2026 räknas inte utan det. Känt är 2019, 2020, 2021, 2023, 2024. Ange ett antagande, till exempel --opi 2025=2,0..3,5

$ money plan Hylte 2026 --combination blandat
--combination kan inte vara blandat; välj bland multiplicerat, adderat
  se samsyn money plan --help

$ money plan Hylte 2026 --compare-years tre,två
--compare-years ”tre,två” går inte att förstå; skriv två hela tal, till exempel 3,2

$ money shared 1 --year 2023 --why Hilte
”Hilte” är ingen kommun i Halland, och ingenting är räknat – menade du ”Hylte”?

$ money shared 1 --year 2023 --why 'hela länet'
en gemensam kostnad delas av Region Halland och kommunerna; ange en av dem efter --why

$ money index --why Hilte
”Hilte” är ingen kommun i Halland, och ingenting är räknat – menade du ”Hylte”?
"""


@cache
def library():
    """Halland's own agreements, read once for all commands that have no draft."""
    return open_library(argparse.Namespace(agreements=str(ROOT / "agreements"), draft=[]))


def run(command, capsys, monkeypatch):
    if "--draft" not in command:
        monkeypatch.setattr("samsyn.command_line.money_opening.open_library", lambda _arguments: library())
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(ROOT)
    try:
        status = main(shlex.split(command))
    except SystemExit as stopped:
        status = stopped.code
    return status, capsys.readouterr()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_what_its_transcript_says(name, capsys, monkeypatch):
    status, printed = run(COMMANDS[name], capsys, monkeypatch)
    told = f"$ samsyn {COMMANDS[name]}\n{printed.out}{printed.err}[{status}]\n"
    golden = HERE / "transcripts" / "money" / f"{name}.txt"
    if os.environ.get("SAMSYN_UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_every_transcript_belongs_to_a_command():
    assert {path.stem for path in (HERE / "transcripts" / "money").glob("*.txt")} == set(COMMANDS)


CASES = [block.partition("\n") for block in REFUSED.strip().split("\n\n")]


@pytest.mark.parametrize(
    ("command", "said"), [(command[2:], said) for command, _, said in CASES], ids=[c[2:] for c, _, _ in CASES]
)
def test_what_cannot_be_computed_is_one_message_and_nothing_else(command, said, capsys, monkeypatch):
    status, printed = run(command, capsys, monkeypatch)
    assert status == 2
    assert printed.out == ""
    assert printed.err.replace("\u00a0", " ").replace("'", "").strip() == f"samsyn: {said}".replace("'", "")


def test_every_option_of_every_money_command_is_tried():
    from samsyn.command_line import arguments

    made = set()
    original = argparse.ArgumentParser.add_argument

    def noting(parser, *names, **kinds):
        takes_value = kinds.get("action") not in ("store_true", "version", "help")
        if " money " in parser.prog and names[0].startswith("--") and takes_value:
            made.add((parser.prog.rpartition(" ")[2], names[0]))
        return original(parser, *names, **kinds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "add_argument", noting)
        arguments.parse(["show"])
    typed = [shlex.split(command) for command in (*COMMANDS.values(), *(command[2:] for command, _, _ in CASES))]
    tried = {(words[1], word.partition("=")[0]) for words in typed if len(words) > 1 for word in words}
    elsewhere = {("plan", option) for option in ("--csv", "--xlsx", "--pdf")}
    assert made - tried - elsewhere == {pair for pair in made if pair[1] in ("--agreements", "--draft")}


def test_json_has_the_whole_derivation_with_exact_fractions(capsys, monkeypatch):
    _, printed = run("money index --why Hylte --json", capsys, monkeypatch)
    hylte = next(each for each in json.loads(printed.out)["figures"] if each["party"] == "Hylte")
    previous, index, demography = hylte["computed"]["inputs"]
    exact = Fraction(previous["value"]) * (1 + Fraction(index["value"])) * (1 + Fraction(demography["value"]))
    assert abs(exact - Fraction(hylte["computed"]["value"])) <= Fraction(1, 200)
    assert demography["sources"]


def test_a_draft_of_the_clause_is_computed_like_the_agreement(tmp_path, capsys, monkeypatch):
    text = (ROOT / "agreements/halland/hemsjukvard/2021-04-01.md").read_text(encoding="utf-8")
    draft = tmp_path / "utkast.md"
    draft.write_text(text.replace("= 40 % ×", "= 100 % ×").replace("+ 60 % ×", "+ 0 % ×"), encoding="utf-8")
    option = f"--draft halland/hemsjukvard@2021-04-01={draft}"
    _, printed = run(f"money index --why Hylte {option}", capsys, monkeypatch)
    assert "100 % × befolkningsförändringen under 80 år" in printed.out


def test_a_plan_is_written_to_files_that_add_up(tmp_path, capsys, monkeypatch):
    pytest.importorskip("typst")
    files = " ".join(f"--{kind} {tmp_path / f'hylte.{kind}'}" for kind in ("csv", "xlsx", "pdf"))
    status, _ = run(f"money plan Hylte 2024 {files}", capsys, monkeypatch)
    assert status == 0
    rows = (tmp_path / "hylte.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 13
    assert (tmp_path / "hylte.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "hylte.xlsx").stat().st_size > 1000
