"""What can be typed: the commands and their options, in Swedish."""

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from samsyn import __version__
from samsyn.command_line import answering, asking, comparing, keeping, proving, texts
from samsyn.command_line.money_arguments import add_money
from samsyn.documents.identifiers import suggestion

_TRANSLATED = (
    (r"the following arguments are required: (.*)", r"det här saknas: \1"),
    (r"unrecognized arguments: (.*)", r"det här går inte att förstå: \1"),
    (r"argument (\S+): expected one argument", r"\1 behöver ett värde"),
    (r"argument (\S+): expected at least one argument", r"\1 behöver minst ett värde"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\1 kan inte vara \2; välj bland \3"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 och \2 går inte att ange tillsammans"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


class _Layout(argparse.HelpFormatter):
    """Help in Swedish."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "användning: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section({"positional arguments": "vad", "options": "val"}.get(heading or "", heading))


class _Parser(argparse.ArgumentParser):
    """Errors in Swedish, with the way to more help."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - passed on as they are
        super().__init__(*arguments, **{"formatter_class": _Layout, **named})
        self._typed: tuple[str, ...] = ()

    def error(self, message: str) -> NoReturn:
        for pattern, said in _TRANSLATED:
            if re.fullmatch(pattern, message, re.DOTALL):
                message = re.sub(pattern, said, message, flags=re.DOTALL)
                break
        self.exit(2, f"samsyn: {message}{self._meant(message)}\n  se {self.prog} --help\n")

    def _meant(self, message: str) -> str:
        """What a command, a choice or an option that does not exist was perhaps meant to be."""
        chosen = re.match(r"\S+ kan inte vara '?(.*?)'?; välj bland (.*)", message)
        if chosen:
            hint = suggestion(chosen[1], re.findall(r"[^', ]+", chosen[2]))
        else:
            options = [each for each in self._option_string_actions if each.startswith("--")]
            strange = [word for word in self._typed if word.startswith("--") and not self._get_option_tuples(word)]
            hint = next(filter(None, (suggestion(word.partition("=")[0], options) for word in strange)), "")
        return f" – {hint}" if hint else ""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - as it is inherited
        """As it is inherited, but each command tells itself of an option that it lacks."""
        self._typed = tuple(args or ())
        known, left = super().parse_known_args(args, namespace)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return known, left


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command and its options; exits with status 2 and a message when they cannot be understood."""
    parser = _Parser(
        prog="samsyn",
        description="Avtal om hälso- och sjukvård i hemmet som går att köra: vem ansvarar, varför, och var avtalet är tyst.",
        add_help=False,
    )
    _help(parser)
    parser.add_argument("--version", action="version", version=f"samsyn {__version__}", help="visa programmets version")
    commands = parser.add_subparsers(
        title="kommandon", metavar="KOMMANDO", dest="command", required=True, parser_class=_Parser
    )
    _reading(commands)
    _answering(commands)
    _proving(commands)
    _settling(commands)
    return parser.parse_args(list(argv))


def _help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="visa den här hjälpen")


def _command(
    commands: "argparse._SubParsersAction[_Parser]", name: str, about: str, run: object
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about, add_help=False)
    _help(parser)
    parser.add_argument(
        "--agreements",
        metavar="MAPP",
        help="mappen med begrepp.md och avtal (annars ./agreements, eller den som följer med)",
    )
    parser.add_argument(
        "--draft",
        action="append",
        default=[],
        metavar="ADRESS=FIL",
        help="läs en fil som om den låg i biblioteket, t.ex. halland/hemsjukvard@2029-01-01=utkast.md",
    )
    parser.add_argument("--json", action="store_true", help="svara med data i JSON")
    parser.set_defaults(run=run)
    return parser


def _reading(commands: "argparse._SubParsersAction[_Parser]") -> None:
    check = _command(commands, "check", "läs alla texter och säg vad som är fel, var och varför", texts.check)
    check.add_argument("what", nargs="*", metavar="ADRESS", help="bara problem i texter vars namn börjar så")
    formatting = _command(
        commands, "format", "skriv om tabellerna till den enda formen; betydelsen ändras aldrig", texts.format_texts
    )
    formatting.add_argument("what", nargs="*", metavar="ADRESS", help="bara texter vars namn börjar så")
    formatting.add_argument("--check", action="store_true", help="ändra inget, säg bara vad som skulle ändras")
    show = _command(commands, "show", "visa vad som finns, ett avtals tabeller, eller begreppen", texts.show)
    show.add_argument("what", nargs="?", metavar="ADRESS", help="ett avtal, eller ”begrepp”")
    show.add_argument("--reading", default="", metavar="LÄSNING", help="visa tabellerna under en läsning")
    show.add_argument("--on", metavar="DATUM", help="vilka versioner som gäller den dagen")
    coverage = _command(
        commands,
        "coverage",
        "vilka ställen i källorna som ingen rad citerar, och vad avtalet är tyst om",
        texts.coverage,
    )
    coverage.add_argument("agreement", nargs="?", metavar="ADRESS")


def _facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "agreement", metavar="ADRESS", help="t.ex. halland/hemsjukvard eller halland/hemsjukvard@2019-01-01"
    )
    parser.add_argument("--reading", default="", metavar="LÄSNING", help="avgör under en läsning")
    parser.add_argument(
        "--at",
        metavar="TIDPUNKT",
        help="t.ex. 2026-05-03T02:30; väljer version och sätter veckodag, helgdag och klockslag",
    )
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="FAKTUM=VÄRDE",
        help="en känd uppgift; det som inte uppges är okänt",
    )
    parser.add_argument("--answer", action="append", default=[], metavar="SVAR", help="bara detta svar")
    parser.add_argument(
        "--why", action="store_true", help="visa alla rader som svaren vilar på, också när alla läsningar visas"
    )


def _answering(commands: "argparse._SubParsersAction[_Parser]") -> None:
    decide = _command(commands, "decide", "vem ansvarar, och varför", answering.decide)
    _facts(decide)
    decide.add_argument("--receipt", metavar="FIL", help="spara svaret med allt det vilar på")
    decide.add_argument(
        "--table", metavar="FIL", help="avgör alla rader i en CSV- eller Parquetfil (kolumner med faktas identifierare)"
    )
    decide.add_argument("--out", metavar="FIL", help="hit skrivs tabellen med svaren")
    ask = _command(
        commands, "ask", "en intervju som frågar efter nästa uppgift som behövs, tills svaret är avgjort", asking.ask
    )
    _facts(ask)
    replay = _command(
        commands, "replay", "avgör ett kvitto igen och säg vad som ändrats sedan dess", keeping.replay_receipt
    )
    replay.add_argument("receipt", metavar="FIL")
    sql = _command(commands, "sql", "skriv avtalet som en SQL-fråga med samma betydelse", keeping.write_sql)
    sql.add_argument("agreement", metavar="ADRESS")
    sql.add_argument("--reading", default="", metavar="LÄSNING")
    sql.add_argument(
        "--dialect",
        choices=("duckdb", "postgres", "spark"),
        default="duckdb",
        metavar="DIALEKT",
        help="duckdb, postgres eller spark",
    )
    sql.add_argument("--table", default="fall", metavar="NAMN", help="tabellen med ett fall per rad")
    sql.add_argument(
        "--column",
        action="append",
        metavar="FAKTUM",
        help="ett faktum som tabellen har en kolumn för; anges något är alla andra okända (annars ska alla finnas)",
    )
    sql.add_argument("--answer", action="append", default=[], metavar="SVAR", help="bara detta svar")


def _proving(commands: "argparse._SubParsersAction[_Parser]") -> None:
    compare = _command(
        commands, "compare", "experternas fall under flera avtal och läsningar, som en matris", comparing.compare
    )
    compare.add_argument(
        "agreements_compared", nargs="*", metavar="ADRESS", help="avtal; ett ensamt avtal jämförs med sina läsningar"
    )
    compare.add_argument("--cases", metavar="AVTAL", help="vems fall (annars det första avtalets)")
    compare.add_argument(
        "--answer", metavar="SVAR", help="vilket svar som jämförs (annars Huvudman, eller avtalets första)"
    )
    compare.add_argument("--questions", action="store_true", help="jämför i stället regionerna på styrfrågorna")
    compare.add_argument(
        "--format",
        choices=("terminal", "csv", "html"),
        default="terminal",
        metavar="FORM",
        help="terminal, csv eller html",
    )
    compare.add_argument("--out", metavar="FIL", help="skriv hit i stället för på skärmen")
    test = _command(commands, "test", "avgör experternas fall igen och säg vilka svar som ändrats", comparing.test)
    test.add_argument(
        "agreement", nargs="?", metavar="ADRESS", help="ett avtal, eller en version eller ett utkast av det"
    )
    test.add_argument(
        "--reading", default="", metavar="LÄSNING", help="pröva avtalets fall under en läsning: vad ändras?"
    )
    test.add_argument("--cases", metavar="AVTAL", help="pröva ett annat avtals fall: vad skulle bli annorlunda?")
    verify = _command(
        commands,
        "verify",
        "bevisa var avtalet är tyst eller motsäger sig, eller var två avtal skiljer sig",
        proving.verify_command,
    )
    verify.add_argument("agreement", nargs="?", metavar="ADRESS", help="utan adress: hela biblioteket")
    verify.add_argument("--reading", default="", metavar="LÄSNING")
    verify.add_argument("--answer", action="append", default=[], metavar="SVAR", help="bara fynd om detta svar")
    verify.add_argument("--against", metavar="ADRESS", help="ett annat avtal eller en annan version")
    verify.add_argument("--reading-against", default="", metavar="LÄSNING", help="det andras läsning")


def _settling(commands: "argparse._SubParsersAction[_Parser]") -> None:
    about = "vad som ska betalas, till vem och varför; varje siffra med sin härledning"
    parser = commands.add_parser("money", help=about, description=about, add_help=False)
    _help(parser)
    kinds = parser.add_subparsers(title="vad", metavar="VAD", dest="kind", required=True, parser_class=_Parser)
    add_money(kinds, _command)
