"""`verify_trail`: whether the sealed trail is the one that was sealed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samsyn_web.journal import destroying, fingerprints
from samsyn_web.trail.models import Entry, Seal
from samsyn_web.trail.sealing import faults


class Command(BaseCommand):
    """Check every seal, and that nothing is destroyed without its mark; exit code 1 when anything is wrong."""

    help = "Prövar att den förseglade loggen är orörd. Slutar med kod 1 och en mening för varje fel."

    def add_arguments(self, parser: CommandParser) -> None:
        """The copy of the heads."""
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FIL",
            help="en kopia av sigillen som har förvarats på en annan plats; utan den syns inte att slutet är borttaget",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say what is wrong."""
        heads: Path | None = options["heads"]
        if heads is not None and not heads.is_file():
            raise CommandError(f"Filen {heads} finns inte.", returncode=2)
        wrong = [*faults(heads), *destroying.faults(), *fingerprints.faults()]
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"Loggen är inte hel: {len(wrong)} fel.")
        sealed, waiting = Entry.objects.exclude(seal=None).count(), Entry.objects.filter(seal=None).count()
        self.stdout.write(
            f"Loggen är hel: {sealed} rader under {Seal.objects.count()} sigill; {waiting} rader väntar på försegling."
        )
        if heads is None:
            self.stdout.write("Prövad utan utlämnade sigill (--heads): att slutet är borttaget hade inte märkts.")
