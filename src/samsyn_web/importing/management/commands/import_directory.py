"""`import_directory`: a region's directory from CSV files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samsyn_web.directory.models import Account
from samsyn_web.importing.reading import SHEETS, Faulty, import_directory, told


class Command(BaseCommand):
    """Bring a folder of CSV files in; with a dry run only say what would change."""

    help = f"Läser in katalogen ur en mapp med {', '.join(SHEETS)}. Finns något fel skrivs ingenting."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, whether to write, and who does it."""
        parser.add_argument("folder", type=Path, metavar="MAPP")
        parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle ändras, och skriv ingenting")
        parser.add_argument("--by", metavar="ANVÄNDARNAMN", help="vem som läser in, i katalogens egen logg")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it in."""
        by = None
        if options["by"]:
            by = Account.objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"Det finns ingen medarbetare med användarnamnet ”{options['by']}”.")
        accounts = dict(Account.objects.values_list("pk", "username"))
        try:
            changes = import_directory(options["folder"], timezone.now(), by=by, dry_run=options["dry_run"])
        except Faulty as faulty:
            count = len(faulty.problems)
            said = "\n".join(map(str, faulty.problems))
            raise CommandError(f"{said}\n\n{count} fel. Ingenting är inläst.") from None
        accounts |= {int(one.row): one.after["username"] for one in changes if one.table == "account" and one.after}
        for one in changes:
            self.stdout.write(told(one, accounts))
        done = "skulle göras. Ingenting är skrivet." if options["dry_run"] else "gjorda."
        self.stdout.write(f"{len(changes)} ändringar {done}" if changes else "Inget skiljer sig från katalogen.")
