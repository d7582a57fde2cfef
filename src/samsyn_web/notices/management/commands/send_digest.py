"""`send_digest`: the daily digest, to those whose hour has come."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from samsyn_web.notices.sending import send_due
from samsyn_web.repeating import RepeatingCommand


class Command(RepeatingCommand):
    """Send the digests whose hour has come. At most one a person and day, however often it is run."""

    help = "Skickar dagens sammandrag till dem som har valt det och vars klockslag har kommit. Kan köras hur ofta som helst."

    def once(self) -> None:
        """Send, and say how many. Stops the program where no mail server is named."""
        if not settings.IS_MAIL:
            raise CommandError(
                "E-post är inte inkopplad: SAMSYN_SMTP_HOST är inte satt. Sätt den och det som hör till "
                "(docs/drift.md), och kör igen.",
                returncode=2,
            )
        done = send_due(timezone.now())
        self.stdout.write(
            f"{done.sent} sammandrag skickade, {done.nothing} hade inget att säga, {done.again} försöks igen, "
            f"{done.unsure} oklara."
        )
        if done.stopped:
            self.stderr.write(f"Resten väntar till nästa gång: {done.stopped}.")
