"""`restore`: a copy put in place of the database, and whether it is whole."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samsyn_web.journal.archive import ArchiveError, restore
from samsyn_web.journal.projecting import tick
from samsyn_web.trail.models import What
from samsyn_web.trail.recording import Tracks, write
from samsyn_web.trail.sealing import HEADS, faults


class Command(BaseCommand):
    """Restore a copy, then verify the trail and that all is as its events say."""

    help = "Återläser en säkerhetskopia, prövar sedan loggen och räknar om allt. Stoppa programmet först."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and whether over something."""
        parser.add_argument("file", type=Path, metavar="FIL", help="säkerhetskopian")
        parser.add_argument("--replace", action="store_true", help="ersätt en databas som inte är tom")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore; exit code 1 when what was restored is not whole."""
        source: Path = options["file"]
        now = timezone.now()
        try:
            about = restore(source, now, replace=options["replace"])
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        Session.objects.all().delete()  # nobody is signed in by a session of that time
        heads = settings.DATA / HEADS
        wrong = list(faults(heads if heads.exists() else None))
        tracks = Tracks()
        tracks.touch(What.CHANGED, why=f"Databasen återläst från säkerhetskopian som gjordes {about.made}.")
        write(tracks, now, page="restore")
        tick(now)
        for sentence in wrong:
            self.stderr.write(sentence)
        call_command("rebuild", "--check", stdout=self.stdout, stderr=self.stderr, verbosity=options["verbosity"])
        if wrong:
            raise CommandError(f"Återläst, men loggen är inte hel: {len(wrong)} fel.")
        self.stdout.write(f"Återläst: kopian från {about.made}. Loggen är hel. Alla måste logga in på nytt.")
