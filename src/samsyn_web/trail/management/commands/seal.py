"""`seal`: seal what the trail has got since last, and export the heads."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from samsyn_web.trail.sealing import HEADS, seal_all


class Command(BaseCommand):
    """Seal every entry of the trail that is not sealed yet."""

    help = "Förseglar loggens rader och lägger till sigillen i filen som ska kopieras till en annan plats."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and say how many."""
        count = seal_all(timezone.now())
        self.stdout.write(f"{count} rader förseglade. Sigillen finns i {settings.DATA / HEADS}.")
