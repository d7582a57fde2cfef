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

VISITS = (
    "--price '2026-03-03..2026-08-31=1500: påhittat beslut A' --price '2026-09-01=1600,50: påhittat beslut B' "
    "--listing alla --doubles dag-och-enhet --rules-source påhittat"
)
HOMES = "--year 2026 --price '2026=100000: påhittad prislista' --tens hela --paid-for år --rules-source påhittat"
STAYS = (
    "--notice-day räknas-inte --discharge-day betalas-inte --rules-source påhittat "
    "--level 3 --ready-day dag-0 --counted alla --average-source påhittat"
)
FRAME = "--from 2026-03 --months 12 --months-source 'påhittat beslut'"

COMMANDS = {
    "published": "money published",
    "published-why": "money published --why 'summa 2019'",
    "published-why-growth": "money published --why 'Hylte 2015–2024 per år'",
    "published-why-printed": "money published --why 'ökning 2020, tryckt'",
    "published-why-json": "money published --why 'Halmstad 2024' --json",
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
    "visits": f"money visits examples/pengar/besok.csv {VISITS}",
    "visits-own-list-why": f"money visits examples/pengar/besok.csv {VISITS.replace('alla', 'egen')} --why b3",
    "visits-json": f"money visits examples/pengar/besok.csv {VISITS} --json",
    "homes": f"money homes examples/pengar/platser.csv {HOMES}",
    "homes-raised-why": f"money homes examples/pengar/platser.csv {HOMES} --raise '2026-07-01: påhittat beslut' --why Björken",
    "liability": f"money liability examples/pengar/vardtillfallen.csv {STAYS}",
    "liability-until": f"money liability examples/pengar/vardtillfallen.csv {STAYS} --until 2023-03-31 --why v2",
    "liability-given-amount": f"money liability examples/pengar/vardtillfallen.csv {STAYS} --price '2024=11000: påhittad föreskrift' --json",
    "frame": f"money frame examples/pengar/bokfort.csv {FRAME} --through 2026-05",
    "frame-nothing-booked": f"money frame {FRAME} --through 2026-02",
    "frame-why": f"money frame examples/pengar/bokfort.csv {FRAME} --through 2026-04 --why prognos",
    "what-if-weights": "money what-if --opi övriga=2,5 --to 2027 --weights 30/70",
    "what-if-base-and-key": "money what-if --opi övriga=2,5 --to 2026 --base 140 --key 2024 --today-base 142,4",
}

REFUSED = """
$ money
det här saknas: VAD
  se samsyn money --help

$ money publiced
VAD kan inte vara 'publiced'; välj bland 'published', 'index', 'forecast', 'plan', 'shared', 'what-if', 'visits', 'homes', 'liability', 'frame' – menade du ”published”?
  se samsyn money --help

$ money published --why kalle
”kalle” är ingen siffra här – skriv till exempel ”Halmstad 2024”, ”Hylte 2015–2024” eller ”summa 2019”

$ money published --why 'Halmstad 2024–2015'
2015 ligger inte efter 2024. Ingenting är räknat

$ money published --why 'Halmstad 2031'
ersättningen till Halmstad 2031 är inte publicerad; tabellen går från 2015 till 2024. Ingenting är räknat

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
    return open_library(argparse.Namespace(agreements="agreements", draft=[]))


def run(command, capsys, monkeypatch):
    if "--draft" not in command:
        for module in ("money_opening", "settling", "liability"):
            monkeypatch.setattr(f"samsyn.command_line.{module}.open_library", lambda _arguments: library())
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


REFUSED += f"""
$ money visits examples/pengar/besok.csv --price '2026-03-03=1500: beslut'
--listing, --doubles, --rules-source behövs: det säger inga avtal, och ingenting räknas utan att någon har bestämt det

$ money visits examples/pengar/besok.csv --listing alla --doubles dag --rules-source påhittat
beloppet per hemsjukvårdsbesök är inte publicerat och har inte angetts. Ange det med datum och källa; inget besök är avräknat

$ money visits examples/pengar/besok.csv --listing alla --doubles nummer --rules-source påhittat --price 2026-03-03=1500
--price ”2026-03-03=1500” har ingen källa, och ett belopp utan källa används inte; skriv den efter ett kolon

$ money visits examples/pengar/besok.csv --listing alla --doubles nummer --rules-source påhittat --price '1500: beslut'
--price ”1500: beslut” går inte att förstå; skriv till exempel ”2026-03-03=1500,00: beslut 2026-05-02”

$ money visits examples/pengar/besok.csv --listing alla --doubles nummer --rules-source påhittat --price 'i år=1500: beslut'
--price ”i år=1500: beslut” går inte att förstå – ”i år” är varken ett år eller dagar

$ money visits examples/pengar/besok.csv --listing alla --doubles nummer --rules-source påhittat --price '2026=mycket: beslut'
--price ”2026=mycket: beslut” går inte att förstå – ”mycket”: Skriv kronor med högst två decimaler, till exempel 1234,50

$ money visits examples/pengar/besok.csv --listing alla --doubles nummer --rules-source påhittat --price '2026=1500: A' --price '2026-04-01=1600: B'
hemsjukvårdsbesök: två belopp gäller 2026-04-01: 1 500,00 kr 2026 enligt A, och 1 600,00 kr från 2026-04-01 enligt B. Ingenting är räknat; låt det första sluta dagen innan det andra börjar

$ money visits examples/pengar/besok.csv {VISITS} --why b99
--why ”b99” finns inte bland siffrorna – de är Ersättning för läkares hemsjukvårdsbesök, Vårdcentralen Bäcken, Vårdcentralen Ängen

$ money homes examples/pengar/platser.csv
--year, --tens, --paid-for, --rules-source behövs: det säger inga avtal, och ingenting räknas utan att någon har bestämt det

$ money homes examples/pengar/platser.csv {HOMES} --raise 2026-07-01
--raise ”2026-07-01” har ingen källa; skriv den efter ett kolon, till exempel ”2026-07-01: beslut 2026-05-02”

$ money homes examples/pengar/platser.csv {HOMES} --raise 'i juli: beslut'
”i juli” är inget datum; skriv t.ex. 2026-05-03

$ money homes examples/pengar/platser.csv --year 2025 --tens exakt --paid-for månad --rules-source påhittat --price '2025=1: A'
inga platser är angivna för 2025. Ange de publicerade platserna; ingenting är räknat

$ money liability examples/pengar/vardtillfallen.csv --notice-day räknas --discharge-day betalas
--rules-source, --level, --ready-day, --counted, --average-source behövs: det säger inga avtal, och ingenting räknas utan att någon har bestämt det

$ money liability examples/pengar/vardtillfallen.csv {STAYS} --price '2023=1: A'
Belopp för vård av utskrivningsklara: två belopp gäller 2023-01-01: 10 500,00 kr 2023 enligt HSLF-FS 2022:60 om belopp för 2023, belopp 2023 (återgivet); raden ”vårddygn för utskrivningsklar” i nationell/utskrivning@2019-01-01 (agreements/nationell/utskrivning/2019-01-01.md:209), och 1,00 kr 2023 enligt A. Ingenting är räknat; låt det första sluta dagen innan det andra börjar

$ money liability examples/pengar/vardtillfallen.csv {STAYS} --municipality Göteborg
--municipality ”Göteborg” går inte att förstå; skriv till exempel 1480=Göteborg

$ money liability examples/pengar/vardtillfallen.csv {STAYS} --why v4
vårdtillfället v4: Belopp för vård av utskrivningsklara: beloppet för 2024-05-10 är inte känt, och inget räknas utan det. Känt är det för 2019; 2020; 2022; 2023. Ange beloppet med sin källa

$ money frame
--from, --months, --months-source, --through behövs: det säger inga avtal, och ingenting räknas utan att någon har bestämt det

$ money frame {FRAME} --through våren
--through ”våren” är ingen månad; skriv till exempel 2026-03

$ money frame examples/pengar/bokfort.csv {FRAME} --through 2026-04
2 500 000,50 kr den 2026-05-04 är senare än 2026-04-30, då allt sägs vara bokfört; ingenting är räknat

$ money frame --from 2026-03 --months tolv
--months: ”tolv” är inget antal månader; skriv t.ex. 12
  se samsyn money frame --help
"""

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


FAULTY = {
    "visits": (
        (
            "nummer;person;dag;enhet;slag;läkare;listad;inskriven\n"
            "b1;p1;2026-02-30;vc;vardcentral;ja;vc;ja\n"
            "b2;;2026-04-01;vc;vardcentral;kanske;vc;ja\n"
        ),
        VISITS,
        (
            "har 3 fel, och ingenting är räknat:\n"
            "  rad 2: dag: ”2026-02-30” går inte att läsa. ”2026-02-30” är inget datum. Skriv till exempel 2026-05-03.\n"
            "  rad 3: läkare: ”kanske” går inte att läsa. Skriv något av: ja, nej.\n"
            "  rad 3: ”person” är tom. Fyll i den."
        ),
    ),
    "homes": (
        (
            "boende;vårdcentral;platser;från;till;källa\nBjörken;vc;-3;2026-01-01;;webben\nEken;vc;tio;2026-01-01;2025-01-01;\n"
            "Linden;vc;10;2026-02-01;2026-01-01;webben\n"
        ),
        HOMES,
        (
            "har 4 fel, och ingenting är räknat:\n"
            "  rad 2: Björken: -3 platser är negativt. Rätta raden.\n"
            "  rad 3: platser: ”tio” går inte att läsa. Skriv ett heltal, till exempel 27.\n"
            "  rad 3: ”källa” är tom. Fyll i den.\n"
            "  rad 4: Linden: slutar 2026-01-01, före 2026-02-01. Rätta raden."
        ),
    ),
    "liability": (
        (
            "nummer;från;folkbokförd;utskrivningsklar;underrättelse;utskriven;kallelse_till_sip\n"
            "v1;;9999;2023-03-06;2023-03-06 11:40;;inte skickad\n"
            "v2;;1383;;2023-03-06;;skickat i tid\n"
            "v3;2023-03-07;;;;;skickad i tid\n"
            "v4;;1383;2023-03-06;2023-03-05 10:00;;\n"
            "v4;;1383;2023-03-06;2023-03-06 10:00;;\n"
        ),
        STAYS,
        (
            "har 6 fel, och ingenting är räknat:\n"
            "  rad 2: vårdtillfället v1: kommunen ”9999” finns inte. Rätta koden. Rätta raden.\n"
            "  rad 3: kallelse_till_sip: ”skickat i tid” går inte att läsa. Menas ”skickad i tid”?\n"
            "  rad 3: underrättelse: ”2023-03-06” går inte att läsa. Klockslaget behövs: före eller efter 12.00 skiljer en dag. "
            "Skriv till exempel 2026-05-03 11:40.\n"
            "  rad 4: Vårdtillfället ”v3” har ingen första rad. Sätt raden utan dag i ”från” före.\n"
            "  rad 5: vårdtillfället v4: underrättelsen är skickad före 2023-03-06, då bedömningen gjordes. Rätta raden.\n"
            "  rad 6: ”v4” står redan på rad 5. Ge raden dagen i ”från”, eller ta bort den."
        ),
    ),
    "frame": (
        "dag;del;belopp;källa\n2026-04-10;besök;1 000,005;verifikation\nigår;besök;100;\n",
        f"{FRAME} --through 2026-05",
        (
            "har 3 fel, och ingenting är räknat:\n"
            "  rad 2: belopp: ”1 000,005” går inte att läsa. Skriv kronor med högst två decimaler, till exempel 1234,50.\n"
            "  rad 3: dag: ”igår” går inte att läsa. ”igår” är inget datum. Skriv till exempel 2026-05-03.\n"
            "  rad 3: ”källa” är tom. Fyll i den."
        ),
    ),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_every_fault_of_a_file_is_told_with_its_line_and_nothing_is_computed(kind, tmp_path, capsys, monkeypatch):
    text, options, said = FAULTY[kind]
    file = tmp_path / "fil.csv"
    file.write_text(text, encoding="utf-8-sig")
    status, printed = run(f"money {kind} {file} {options}", capsys, monkeypatch)
    assert (status, printed.out) == (2, "")
    assert printed.err.strip() == f"samsyn: {file} {said}"


def test_a_file_that_is_not_there_or_has_other_columns_says_so(tmp_path, capsys, monkeypatch):
    status, printed = run(f"money frame {tmp_path / 'borta.csv'} {FRAME} --through 2026-05", capsys, monkeypatch)
    assert (status, printed.out) == (2, "")
    assert "borta.csv" in printed.err
    file = tmp_path / "fil.csv"
    file.write_text("dag;del;beloppp\n", encoding="utf-8")
    status, printed = run(f"money frame {file} {FRAME} --through 2026-05", capsys, monkeypatch)
    assert "Kolumnen ”beloppp” känns inte igen. Menas ”belopp”?" in printed.err
    assert "Kolumnen ”källa” saknas." in printed.err
