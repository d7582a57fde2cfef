"""`backup`: all of it in one encrypted file."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samsyn_web.journal.archive import KEY_NAME, ArchiveError, backup


class Command(BaseCommand):
    """Copy the database and what belongs to it, while the application runs."""

    help = "Skriver en krypterad säkerhetskopia av allt till en fil. Programmet kan vara i gång."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path, metavar="FIL", help="filen att skriva; får inte finnas")
        parser.add_argument(
            "--rows", action="store_true", help="rad för rad: för att byta mellan SQLite och PostgreSQL"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, and say what is in the copy and where its key is."""
        target: Path = options["file"]
        try:
            about = backup(target, timezone.now(), as_rows=options["rows"])
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = about.rows
        self.stdout.write(
            f"{target}: {rows['journal.Case']} fall, {rows['journal.Event']} händelser och "
            f"{rows['trail.Entry']} loggrader ({about.way.value})."
        )
        if not os.environ.get(KEY_NAME):
            self.stdout.write(
                f"Kopian är krypterad med nyckeln i {settings.DATA / KEY_NAME.lower()}. Förvara en kopia av nyckeln "
                "skild från både servern och säkerhetskopiorna: utan den går de inte att läsa."
            )
