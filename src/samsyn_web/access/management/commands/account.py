"""`account`: what an administrator does for somebody who cannot sign in. On the server, by somebody who may be there."""

import secrets
from typing import Any

from axes.models import AccessAttempt
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn_web.directory.models import Account
from samsyn_web.trail.models import What
from samsyn_web.trail.recording import Tracks, write


class Command(BaseCommand):
    """Give an account a new password, forget its code app, open its lock, or close it. Each leaves a row on the trail."""

    help = "Hjälper den som inte kan logga in: nytt lösenord, ny kodapp, upplåsning; eller stänger ett konto."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account, and what."""
        parser.add_argument("username", metavar="ANVÄNDARNAMN")
        parser.add_argument("--password", action="store_true", help="sätt ett nytt lösenord, som skrivs ut en gång")
        parser.add_argument(
            "--forget-code", action="store_true", help="glöm kodappen; en ny läggs in vid nästa inloggning"
        )
        parser.add_argument("--unlock", action="store_true", help="lås upp efter för många felaktiga försök")
        parser.add_argument("--untie", action="store_true", help="lossa kopplingen till organisationens inloggning")
        parser.add_argument("--close", action="store_true", help="stäng kontot")
        parser.add_argument("--open", action="store_true", help="öppna ett stängt konto")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, all of it or nothing."""
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError("Det finns inget konto med det användarnamnet. Kontrollera stavningen.", returncode=2)
        if options["close"] and options["open"]:
            raise CommandError("Välj antingen --close eller --open.", returncode=2)
        done: list[str] = []
        with transaction.atomic():
            if options["password"]:
                password = secrets.token_urlsafe(15)
                account.set_password(password)
                done.append("nytt lösenord")
            if options["forget_code"]:
                TOTPDevice.objects.filter(user=account).delete()
                done.append("kodappen glömd")
            if options["unlock"]:
                AccessAttempt.objects.filter(username=account.username).delete()
                done.append("upplåst")
            if options["untie"]:
                account.subject = None
                done.append("kopplingen till organisationens inloggning lossad")
            if options["close"] or options["open"]:
                account.is_active = bool(options["open"])
                done.append("öppnat" if options["open"] else "stängt")
            if not done:
                raise CommandError("Säg vad som ska göras, till exempel --password eller --unlock.", returncode=2)
            account.save()
            tracks = Tracks()
            tracks.touch(What.CHANGED, why=f"konto {account.pk}: {', '.join(done)} (på servern)")
            write(tracks, timezone.now(), page="account")
        self.stdout.write(f"{account.username}: {', '.join(done)}.")
        if options["password"]:
            self.stdout.write(f"Lösenordet är {password}. Det visas bara nu; be {account.name} byta det.")
