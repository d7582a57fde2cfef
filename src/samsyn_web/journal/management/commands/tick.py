"""`tick`: what time alone changes."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from samsyn_web.journal.projecting import tick
from samsyn_web.trail.sealing import seal_all


class Command(BaseCommand):
    """Bring the cases up to date whose clocks time has changed, and seal the trail. Safe at any time, and twice."""

    help = "För fram de fall vars tidsgränser tiden själv har ändrat, och förseglar loggen. Kan köras när som helst."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or again and again."""
        parser.add_argument("--every", type=int, metavar="SEKUNDER", help="fortsätt, med så lång paus emellan")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once; or until somebody stops it."""
        every: int | None = options["every"]
        while True:
            try:
                now = timezone.now()
                self.stdout.write(f"{tick(now)} fall framförda, {seal_all(now)} loggrader förseglade.")
            except OperationalError as error:
                if every is None:
                    raise
                self.stderr.write(f"Databasen svarade inte ({type(error).__name__}). Nytt försök om {every} sekunder.")
            if every is None:
                return
            close_old_connections()
            try:
                time.sleep(every)
            except KeyboardInterrupt:
                return
