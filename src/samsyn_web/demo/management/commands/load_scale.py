"""`load_scale`: as many cases as a large region, for benchmarks."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.synthetic import halland
from samsyn_web.demo.loading import NotEmpty, load_scale
from samsyn_web.demo.progress import bar

SEED, OPEN, EVENTS = 2026, 20_000, 1_000_000
PERSONS_FOR_ONE_OPEN = 4


class Command(BaseCommand):
    """Fill an empty database with many made-up cases."""

    help = "Fyller en tom databas med många påhittade fall, för mätningar."

    def add_arguments(self, parser: CommandParser) -> None:
        """What chance starts from, and how much."""
        parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="slumpens frö (%(default)s)")
        parser.add_argument("--open", type=int, default=OPEN, metavar="N", help="fall som pågår, ungefär (%(default)s)")
        parser.add_argument("--events", type=int, default=EVENTS, metavar="N", help="händelser, ungefär (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill it."""
        now = timezone.now()
        persons = max(options["open"] * PERSONS_FOR_ONE_OPEN, 200)
        made = halland(options["seed"], persons=persons, today=now.astimezone(STOCKHOLM).date())
        try:
            load_scale(made, options["open"], options["events"], now, bar(sys.stderr))
        except NotEmpty:
            raise CommandError("Databasen är inte tom. Ta en ny, eller töm den (”samsyn-web flush”).") from None
