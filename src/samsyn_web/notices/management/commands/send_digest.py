"""`send_digest`: the daily digest, to those whose hour has come."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from samsyn_web.notices.sending import send_due


class Command(BaseCommand):
    """Send the digests whose hour has come. At most one a person and day, however often it is run."""

    help = "Skickar dagens sammandrag till dem som har valt det och vars klockslag har kommit. Kan köras hur ofta som helst."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or again and again."""
        parser.add_argument("--every", type=int, metavar="SEKUNDER", help="fortsätt, med så lång paus emellan")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once; or until somebody stops it."""
        if not settings.IS_MAIL:
            raise CommandError(
                "E-post är inte inkopplad: SAMSYN_SMTP_HOST är inte satt. Sätt den och det som hör till "
                "(docs/drift.md), och kör igen.",
                returncode=2,
            )
        every: int | None = options["every"]
        while True:
            try:
                done = send_due(timezone.now())
                self.stdout.write(
                    f"{done.sent} sammandrag skickade, {done.nothing} hade inget att säga, {done.again} försöks igen, "
                    f"{done.unsure} oklara."
                )
                if done.stopped:
                    self.stderr.write(f"Resten väntar till nästa gång: {done.stopped}.")
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
