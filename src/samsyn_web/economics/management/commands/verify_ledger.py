"""`verify_ledger`: whether the ledger of payments is what was booked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samsyn_web.economics.models import Posting
from samsyn_web.economics.verifying import faults


class Command(BaseCommand):
    """Check numbers, sums and what the trail holds of every act; exit code 1 when anything is wrong."""

    help = "Prövar att huvudboken är det som bokfördes. Slutar med kod 1 och en mening för varje fel."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say what is wrong."""
        wrong = list(faults())
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"Huvudboken är inte hel: {len(wrong)} fel.")
        self.stdout.write(f"Huvudboken är hel: {Posting.objects.count()} poster.")
