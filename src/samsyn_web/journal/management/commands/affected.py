"""`affected`: the open cases that a wrong row may have touched."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samsyn_web.journal.affected import affected


class Command(BaseCommand):
    """List the open cases recorded under a text that has a row."""

    help = "Visar vilka pågående fall som är registrerade under en avtalstext med raden, när raden visat sig vara fel."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which row of which agreement."""
        parser.add_argument("agreement", metavar="AVTAL", help="till exempel nationell/utskrivning")
        parser.add_argument("row", metavar="RAD", help='radens namn, till exempel "Tiden för kallelse till SIP"')

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and numbers."""
        agreement, row = options["agreement"], options["row"]
        found = affected(agreement, row)
        if not found.texts:
            raise CommandError(
                f"Inget fall är registrerat under en text av {agreement} som har en rad ”{row}”. Händelser registreras "
                "under de avtal som ger fallets tidsgränser; kontrollera också stavningen."
            )
        self.stdout.write(f"Texter med raden: {', '.join(found.texts)}")
        self.stdout.write(f"{len(found.cases)} pågående fall behöver ses över.")
        for one in found.cases:
            self.stdout.write(f"{one.number}{': tidsgränsen har startat' if one.has_clock else ''}")
