"""What can be typed after `samsyn money`."""

import argparse
from collections.abc import Callable
from typing import Any

from samsyn.command_line import money, paying
from samsyn.command_line.money_values import year

_HOME_CARE = "halland/hemsjukvard"

AddCommand = Callable[[Any, str, str, object], argparse.ArgumentParser]


def add_money(commands: Any, command: AddCommand) -> None:  # noqa: ANN401 - argparse has no public name for it
    """The commands of `samsyn money`; `command` makes one with the options that all commands have."""
    published = command(
        commands, "published", "det tryckta, omräknat och jämfört med sig självt", money.published_command
    )
    _agreement(published)
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


def _agreement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agreement", default=_HOME_CARE, metavar="ADRESS", help=f"annars {_HOME_CARE}")


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


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", metavar="PART", help="visa härledningen av en parts siffra det sista året")


def _tries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--try-opi", action="append", default=[], metavar="ÅR=PROCENT", help="ett annat index ett år")
    parser.add_argument("--weights", metavar="UNDER/ÖVER", help="andra vikter, t.ex. 30/70")
    parser.add_argument("--base", metavar="MNKR", help="en annan grundnivå än 142,4, i 2019 års nivå")
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
