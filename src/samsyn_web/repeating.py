"""Commands that are run once, or again and again until somebody stops them."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections


class RepeatingCommand(BaseCommand):
    """A command with `--every`. When it goes on, a database that does not answer is asked again; run once, it fails."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or again and again."""
        parser.add_argument("--every", type=int, metavar="SEKUNDER", help="fortsätt, med så lång paus emellan")

    def once(self) -> None:
        """What the command does."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it once; or until somebody stops it."""
        every: int | None = options["every"]
        while True:
            try:
                self.once()
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
