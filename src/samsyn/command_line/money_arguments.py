"""What can be typed after `samsyn money`."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from samsyn.command_line import liability, money, paying, settling
from samsyn.command_line.money_values import months, year
from samsyn.documents.sheets import Column
from samsyn.economics.home_care import AGREEMENT
from samsyn.economics.records import PLACES_COLUMNS, SPENDING_COLUMNS, STAY_HEADINGS, VISIT_COLUMNS

AddCommand = Callable[[Any, str, str, object], argparse.ArgumentParser]


def add_money(commands: Any, command: AddCommand) -> None:  # noqa: ANN401 - argparse has no public name for it
    """The commands of `samsyn money`; `command` makes one with the options that all commands have."""
    published = command(
        commands, "published", "det tryckta, omräknat och jämfört med sig självt", money.published_command
    )
    _agreement(published)
    published.add_argument(
        "--why",
        metavar="VAD",
        help="visa härledningen av en siffra: ”Halmstad 2024”, ”Hylte 2015–2024”, ”Hylte 2015–2024 per år”, ”summa 2019” eller ”ökning 2020, tryckt”",
    )
    index = command(commands, "index", "ger avtalets formel det som betalades?", money.index_command)
    _agreement(index)
    index.add_argument("--year", type=year, default=2024, metavar="ÅR", help="vilket år (annars 2024)")
    index.add_argument("--base", metavar="MNKR", help="räkna ända från 2019 års nivå: 142,4 eller 140")
    _assumptions(index)
    _choices(index)
    forecast = command(commands, "forecast", "de kommande åren, som spann", money.forecast_command)
    _agreement(forecast)
    _years(forecast)
    _choices(forecast)
    plan = command(commands, "plan", "ett års tolv utbetalningar till en kommun", paying.plan_command)
    _agreement(plan)
    plan.add_argument("party", metavar="KOMMUN")
    plan.add_argument("year", type=year, metavar="ÅR")
    plan.add_argument("--amount", metavar="KRONOR", help="årets belopp, t.ex. 60512345,50; kräver --source")
    plan.add_argument("--source", default="", metavar="TEXT", help="var beloppet står, t.ex. ett beslut med datum")
    plan.add_argument("--recorded", metavar="DATUM", help="vilken dag det bokförs (annars 1 januari det året)")
    plan.add_argument("--csv", metavar="FIL", help="skriv utbetalningarna som CSV")
    plan.add_argument("--xlsx", metavar="FIL", help="skriv dem som arbetsbok")
    plan.add_argument("--pdf", metavar="FIL", help="skriv ett kontoutdrag")
    _assumptions(plan)
    _choices(plan, why=False)
    shared = command(commands, "shared", "en gemensam kostnad efter nämndens nyckel", paying.shared_command)
    shared.add_argument("cost", metavar="KRONOR")
    shared.add_argument("--source", default="", metavar="TEXT", help="vilken kostnad det är, och var den står")
    shared.add_argument("--year", type=year, metavar="ÅR", help="vid vilket årsslut befolkningen räknas (behövs)")
    _why(shared)
    what_if = command(commands, "what-if", "vad händer om något vore annorlunda?", money.what_if_command)
    _agreement(what_if)
    _years(what_if)
    _tries(what_if)
    _choices(what_if)
    _daily_work(commands, command)


def _daily_work(commands: Any, command: AddCommand) -> None:  # noqa: ANN401 - as above
    """What is read from files of visits, places, stays and postings."""
    visits = command(commands, "visits", "läkares hemsjukvårdsbesök ur en fil: vilka ersätts?", settling.visits_command)
    visits.description = _file_of("besök", VISIT_COLUMNS, visits.description)
    visits.add_argument("file", metavar="FIL")
    _prices(visits, "besök")
    visits.add_argument(
        "--listing",
        choices=tuple(settling.LISTINGS),
        metavar="VILKA",
        help="alla vårdcentraler, eller bara personens egen",
    )
    visits.add_argument(
        "--doubles",
        choices=tuple(settling.DOUBLES),
        metavar="VAD",
        help="vad en dubblett är: samma nummer, dag-och-enhet, eller dag",
    )
    _rules_source(visits)
    _why(visits, "ENHET", "visa härledningen av en enhets ersättning, eller av ett besök med dess nummer")
    homes = command(
        commands, "homes", "uppdraget på särskilt boende ett år, ur en fil med platser", settling.homes_command
    )
    homes.description = _file_of("platser", PLACES_COLUMNS, homes.description)
    homes.add_argument("file", metavar="FIL")
    homes.add_argument("--year", type=year, metavar="ÅR")
    _prices(homes, "10 boende")
    homes.add_argument(
        "--tens",
        choices=tuple(settling.TENS),
        metavar="HUR",
        help="hur ett påbörjat tiotal räknas: hela, påbörjade eller exakt",
    )
    homes.add_argument(
        "--paid-for", choices=tuple(settling.PAID_FOR), metavar="TID", help="om schablonen är för år eller månad"
    )
    homes.add_argument(
        "--raise", dest="raised", metavar="DAG:KÄLLA", help="från vilken dag förslagets höjning med 50 procent gäller"
    )
    _rules_source(homes)
    _why(homes, "NAMN", "visa härledningen för en vårdcentral eller ett boende")
    stays = command(
        commands,
        "liability",
        "betalningsansvar ur en fil med vårdtillfällen: två modeller bredvid varandra",
        liability.liability_command,
    )
    stays.description = _file_of("vårdtillfällen", STAY_HEADINGS, stays.description)
    stays.add_argument("file", metavar="FIL")
    _prices(stays, "vårddygn")
    stays.add_argument(
        "--municipality",
        action="append",
        default=[],
        metavar="KOD=NAMN",
        help="en kommun utanför länet som filen nämner",
    )
    stays.add_argument(
        "--notice-day",
        choices=tuple(liability.NOTICE_DAY),
        metavar="SÄTT",
        help="om underrättelsedagen räknas bland de fria: räknas, räknas-inte",
    )
    stays.add_argument(
        "--discharge-day",
        choices=tuple(liability.DISCHARGE_DAY),
        metavar="SÄTT",
        help="om utskrivningsdagen betalas: betalas, betalas-inte",
    )
    _rules_source(stays)
    stays.add_argument("--level", metavar="DAGAR", help="genomsnittsmodellens nivå, t.ex. 3")
    stays.add_argument(
        "--ready-day",
        choices=tuple(liability.READY_DAY),
        metavar="SÄTT",
        help="om dagen då patienten blir utskrivningsklar räknas: räknas, dag-0",
    )
    stays.add_argument(
        "--counted",
        choices=tuple(liability.COUNTED),
        metavar="VILKA",
        help="vilka medelvärdet tas över: alla, inte-samma-dag",
    )
    stays.add_argument(
        "--average-source", default="", metavar="TEXT", help="vem som har bestämt genomsnittsmodellens nivå"
    )
    stays.add_argument("--until", metavar="DATUM", help="räkna dem som inte är utskrivna till och med den dagen")
    _why(stays, "KOMMUN", "visa härledningen för en kommun och månad, eller för ett vårdtillfälle med dess nummer")
    frame = command(
        commands,
        "frame",
        "ramen för läkarinsatser i hemmet: budget, förbrukat och prognos per månad",
        settling.frame_command,
    )
    frame.description = _file_of("bokförda belopp", SPENDING_COLUMNS, frame.description)
    frame.add_argument("file", nargs="?", metavar="FIL")
    frame.add_argument("--from", dest="first", metavar="MÅNAD", help="ramens första månad, t.ex. 2026-03")
    frame.add_argument("--months", type=months, metavar="ANTAL", help="hur många månader den gäller")
    frame.add_argument(
        "--months-source", default="", metavar="TEXT", help="vem som har bestämt vilka månader: beslutet säger det inte"
    )
    frame.add_argument("--through", metavar="MÅNAD", help="den sista månad som är bokförd i sin helhet")
    _why(frame, "SIFFRA", "visa härledningen av en siffra, t.ex. ”förbrukat 2026-04” eller ”prognos”")


def _file_of(what: str, columns: Sequence[Column], about: str | None) -> str:
    """What a command is about, and the columns that its file has; those in parentheses may be left out."""
    headings = ", ".join(one.heading if one.required else f"({one.heading})" for one in columns)
    return f"{about}. FIL är en CSV-fil med {what}; kolumnerna heter {headings}."


def _prices(parser: argparse.ArgumentParser, unit: str) -> None:
    parser.add_argument(
        "--price",
        action="append",
        default=[],
        metavar="TID=KRONOR:KÄLLA",
        help=f"ett belopp per {unit} som inte är publicerat, t.ex. ”2026-03-03..2026-08-31=1500,00: beslut 2026-05-02”; TID är ett år, dagar, eller en dag från vilken det gäller",
    )


def _rules_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules-source", default="", metavar="TEXT", help="vem som har bestämt det avtalet lämnar öppet"
    )


def _agreement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agreement", default=AGREEMENT, metavar="ADRESS", help=f"annars {AGREEMENT}")


def _years(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=year, default=2030, metavar="ÅR", help="till och med (annars 2030)")
    _assumptions(parser)


def _assumptions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--opi",
        action="append",
        default=[],
        metavar="ÅR=PROCENT",
        help="antagande om omsorgsprisindex ett opublicerat år, t.ex. 2025=2,0..3,5; ”övriga=2,0..3,5” för alla som inte anges",
    )


def _choices(parser: argparse.ArgumentParser, *, why: bool = True) -> None:
    parser.add_argument(
        "--combination",
        choices=("multiplicerat", "adderat"),
        default="multiplicerat",
        metavar="SÄTT",
        help="index och demografi: multiplicerat eller adderat",
    )
    parser.add_argument(
        "--compare-years",
        default="3,2",
        metavar="FÖRE,EFTER",
        help="vilka årsskiften tidigare befolkningen jämförs mellan (annars 3,2)",
    )
    if why:
        _why(parser)


def _why(
    parser: argparse.ArgumentParser,
    metavar: str = "PART",
    about: str = "visa härledningen av en parts siffra det sista året",
) -> None:
    parser.add_argument("--why", metavar=metavar, help=about)


def _tries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--try-opi", action="append", default=[], metavar="ÅR=PROCENT", help="ett annat index ett år")
    parser.add_argument("--weights", metavar="UNDER/ÖVER", help="andra vikter, t.ex. 30/70")
    parser.add_argument("--base", metavar="MNKR", help="en annan grundnivå, i 2019 års nivå")
    parser.add_argument(
        "--today-base", default="142,4", metavar="MNKR", help="grundnivån som dagens belopp räknats från (annars 142,4)"
    )
    parser.add_argument(
        "--key", type=year, metavar="ÅR", help="fördela länets belopp efter befolkningen vid det årsslutet"
    )
    parser.add_argument(
        "--people", action="append", default=[], metavar="KOMMUN=ÅR:ANTAL", help="en annan folkmängd vid ett årsslut"
    )
    parser.add_argument(
        "--people-80", action="append", default=[], metavar="KOMMUN=ÅR:ANTAL", help="ett annat antal 80 år och äldre"
    )
    parser.add_argument(
        "--try-combination",
        choices=("multiplicerat", "adderat"),
        metavar="SÄTT",
        help="det andra sättet att lägga ihop",
    )
