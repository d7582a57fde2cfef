"""`rebuild`: make anew what is computed from the events."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from samsyn_web.journal.models import Case
from samsyn_web.journal.projecting import rebuild


class Command(BaseCommand):
    """Compute every case's projection from its events, and say which were not what they should be."""

    help = "Räknar om allt som räknas ur händelserna och säger vilka fall som skilde sig."

    def add_arguments(self, parser: CommandParser) -> None:
        """Change, or only look."""
        parser.add_argument("--check", action="store_true", help="ändra ingenting; kod 1 om något fall skiljer sig")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with how far it has come on stderr."""
        only_look: bool = options["check"]
        now = timezone.now()
        # Time alone has changed these since they were stored; that is `tick`'s work, and no fault.
        waiting = set(Case.objects.filter(next_moment__lte=now).values_list("pk", flat=True)) if only_look else set()
        cases = track(
            rebuild(now, change=not only_look),
            "Räknar om",
            total=Case.objects.count(),
            console=Console(stderr=True),
            transient=True,
            disable=options["verbosity"] == 0,
        )
        count = 0
        different: list[str] = []
        for case, differs in cases:
            count += 1
            if differs and case.pk not in waiting:
                different.append(case.number)
        for number in different:
            self.stdout.write(f"{number} skiljer sig från sina händelser." if only_look else f"{number} är rättat.")
        if different and only_look:
            raise CommandError(f"{len(different)} av {count} fall skiljer sig. Rätta med: samsyn-web rebuild")
        self.stdout.write(f"{count} fall omräknade, {len(different)} skilde sig.")
