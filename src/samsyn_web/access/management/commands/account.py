"""`account`: what an administrator does for somebody who cannot sign in. On the server, by somebody who may be there."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from samsyn_web.access import accounts
from samsyn_web.access.accounts import DONE, Help
from samsyn_web.directory.models import Account

OPTIONS: Final = {
    Help.PASSWORD: ("--password", "sätt ett nytt lösenord, som skrivs ut en gång"),
    Help.FORGET_CODE: ("--forget-code", "glöm kodappen; en ny läggs in vid nästa inloggning"),
    Help.UNLOCK: ("--unlock", "lås upp efter för många felaktiga försök"),
    Help.UNTIE: ("--untie", "lossa kopplingen till organisationens inloggning"),
    Help.CLOSE: ("--close", "stäng kontot"),
    Help.OPEN: ("--open", "öppna ett stängt konto"),
}


class Command(BaseCommand):
    """Give an account a new password, forget its code app, open its lock, or close it. Each leaves a row on the trail."""

    help = "Hjälper den som inte kan logga in: nytt lösenord, ny kodapp, upplåsning; eller stänger ett konto."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account, and what."""
        parser.add_argument("username", metavar="ANVÄNDARNAMN")
        for name, words in OPTIONS.values():
            parser.add_argument(name, action="store_true", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, all of it or nothing."""
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError("Det finns inget konto med det användarnamnet. Kontrollera stavningen.", returncode=2)
        if options["close"] and options["open"]:
            raise CommandError("Välj antingen --close eller --open.", returncode=2)
        wanted = [one for one in Help if options[one.value]]
        if not wanted:
            raise CommandError("Säg vad som ska göras, till exempel --password eller --unlock.", returncode=2)
        password = accounts.on_the_server(account, wanted, timezone.now())
        self.stdout.write(f"{account.username}: {', '.join(DONE[one] for one in wanted)}.")
        if password:
            self.stdout.write(f"Lösenordet är {password}. Det visas bara nu; be {account.name} byta det.")
