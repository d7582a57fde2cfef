"""`load_demo`: a made-up Halland in an empty database."""

import json
import sys
from datetime import datetime, time
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.documents.sheets import read_day
from samsyn.synthetic import halland
from samsyn_web.access.signing_in import DEMO_LOOKS
from samsyn_web.demo.loading import DEMO_PASSWORD, NotEmpty, demo_accounts, load_demo
from samsyn_web.demo.progress import bar

SEED, PERSONS, CASES = 2026, 7000, 2500
AT: Final = time(10)
"""The hour it is in the demo when the day is given."""
NOT_EMPTY: Final = "Databasen är inte tom. Det påhittade Halland läggs bara i en tom databas: ta en ny, eller töm den (”samsyn-web flush”)."


class Command(BaseCommand):
    """Fill an empty database with a made-up Halland."""

    help = "Fyller en tom databas med ett påhittat Halland: enheter, medarbetare, personer och ett års fall."

    def add_arguments(self, parser: CommandParser) -> None:
        """What chance starts from, how much, and on which day."""
        parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="slumpens frö (%(default)s)")
        parser.add_argument("--persons", type=int, default=PERSONS, metavar="N", help="inskrivna (%(default)s)")
        parser.add_argument(
            "--cases", type=int, default=CASES, metavar="N", help="fall på ett år, ungefär (%(default)s)"
        )
        parser.add_argument("--today", metavar="DATUM", help="dagen det ska vara, till exempel 2026-05-03 (i dag)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill it, and say who one can sign in as."""
        try:
            now = timezone.now()
            if options["today"]:
                now = datetime.combine(read_day(options["today"]), AT, STOCKHOLM)
            made = halland(options["seed"], persons=options["persons"], today=now.astimezone(STOCKHOLM).date())
            load_demo(made, options["cases"], now, bar(sys.stderr))
        except NotEmpty:
            raise CommandError(NOT_EMPTY) from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        looks = {one.username: one.look for one in demo_accounts()}
        (settings.DATA / DEMO_LOOKS).write_text(json.dumps(looks, ensure_ascii=False), encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write(told())


def told() -> str:
    """Who one can sign in as, in a table that people read."""
    accounts = demo_accounts()
    width = max((len(one.username) for one in accounts), default=0)
    lines = [f"Logga in som någon av dessa. Lösenordet är ”{DEMO_PASSWORD}”. Allt är påhittat.", ""]
    for one in accounts:
        lines += [f"  {one.username:<{width}}  {one.role_name}, {one.unit_name}", f"  {'':<{width}}  {one.look}"]
    return "\n".join(lines)
