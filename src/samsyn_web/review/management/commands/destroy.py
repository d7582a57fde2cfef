"""`destroy`: content destroyed after a decision by IVO."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from samsyn_web.access.models import Kept
from samsyn_web.directory.models import Account
from samsyn_web.journal.destroying import NothingToDestroyError, destroy, to_destroy
from samsyn_web.journal.models import Case


class Command(BaseCommand):
    """Destroy what is said in a case, or in some of its events. It cannot be undone."""

    help = "Förstör innehållet i ett fall efter IVO:s beslut (patientdatalagen 8 kap. 4 §). Går inte att ångra."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, by which decision, and who carries it out."""
        parser.add_argument("case", metavar="FALLNUMMER")
        parser.add_argument("--decision", required=True, metavar="DIARIENUMMER", help="IVO:s beslut")
        parser.add_argument(
            "--events", type=int, nargs="+", default=(), metavar="NR", help="bara dessa händelser, och rättelser av dem"
        )
        parser.add_argument("--by", metavar="ANVÄNDARNAMN", help="den som verkställer beslutet")
        parser.add_argument("--no-input", action="store_true", help="fråga inte")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask once more, destroy, and say what remains to be done elsewhere."""
        case = Case.objects.filter(number=options["case"].strip().upper()).first()
        if case is None:
            raise CommandError("Inget fall har det numret.")
        by = Account.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError("Ingen har det användarnamnet.")
        try:
            count = len(to_destroy(case, options["events"]))
            if not options["no_input"]:
                said = input(
                    f"Innehållet i {count} händelser förstörs för alltid. Skriv fallets nummer för att göra det: "
                )
                if said.strip().upper() != case.number:
                    raise CommandError("Ingenting är förstört.")
            with transaction.atomic():
                made = destroy(case, decision=options["decision"], at=timezone.now(), by=by, versions=options["events"])
                # What somebody was typing about the case when their session ended is content too.
                Kept.objects.filter(page__contains=str(case.pk)).delete()
        except NothingToDestroyError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Innehållet i {len(made.marks)} händelser i {case.number} är förstört efter beslut {made.decision}.\n"
            "Kvar står att händelserna fanns: slag, tid, vem, enhet och mottagare. Personens namn och nummer står kvar.\n"
            "Säkerhetskopior som är äldre än så innehåller fortfarande det förstörda: gallra dem, och upprepa "
            "förstöringen om en sådan måste återläsas. Underrätta de enheter som kan ha skrivit ut eller kopierat."
        )
