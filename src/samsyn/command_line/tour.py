"""`make tour`: a guided tour of the command line on the real agreements, each stop a command that anyone can type."""

import io
import shlex
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout

from samsyn.command_line import main
from samsyn.command_line.sayings import heading, say
from samsyn.verification.findings import DIFFERENCE_CLASSES, capital

MOST_LINES = 26
"""Lines of a command's output that are shown; whoever wants the rest types the command."""

_DIALYSIS = (
    "--fact insats=peritonealdialys --fact folkbokford='i kommunen' --fact bor_i='ordinärt boende' "
    "--fact vardas_just_nu_i=hemmet --fact inskriven=ja --fact behovets_tid=sammanhängande "
    "--fact kan_ta_sig_till_vardcentralen='nej av medicinska skäl' --fact bedomd_som_egenvard='inte egenvård' "
    "--fact yrkesroll=sjuksköterska --fact lakare_ansvarig_over_tid='annan specialist'"
)

STOPS: tuple[tuple[str, str], ...] = (
    (
        "Feber på särskilt boende, en lördag klockan 23. Vem ringer sjuksköterskan?",
        "decide halland/lakaransvar --at 2026-05-02T23:00 --fact bor_i='särskilt boende för äldre' --fact vardas_just_nu_i=hemmet --fact bradska=akut --fact inskriven=ja --fact vem_som_ringer='kommunens sjuksköterska' --answer ring_forst",
    ),
    (
        "Peritonealdialys hemma i Varberg. Vem ansvarar? Det beror på vems läsning man följer.",
        f"decide halland/hemsjukvard {_DIALYSIS} --answer huvudman",
    ),
    (
        "Var läser regionen och kommunerna olika? Varje slags fall, med en exempelpatient.",
        "verify halland/hemsjukvard --reading region --reading-against kommunerna --answer huvudman",
    ),
    ("Var är avtalet självt tyst? Kända luckor med källa, och inga nya.", "verify halland/hemsjukvard"),
    (
        "Vad behöver man veta? Nästa fråga, den som väntas avgöra svaret snarast.",
        "ask halland/hemsjukvard --reading kommunerna --fact insats='omfattande såromläggning' --answer huvudman --json",
    ),
    ("Experternas fall: stämmer avtalets tabeller fortfarande med det som räknats ut för hand?", "test"),
    (
        "Ett svar kan sparas som kvitto …",
        f"decide halland/hemsjukvard {_DIALYSIS} --reading kommunerna --answer primarvardsniva --receipt {{folder}}/kvitto.json",
    ),
    ("… och avgöras igen, också när texterna har ändrats.", "replay {folder}/kvitto.json"),
    ("Regionerna på de fyra styrfrågor som kommunerna i nämnden ställde.", "compare --questions"),
    ("Allt som finns: avtal som text, i versioner, med parternas läsningar.", "show"),
)


def tour() -> int:
    """Run every stop; stops with its status when a command could not be carried out."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (about, command) in enumerate(STOPS, start=1):
            print()
            heading(f"{number}. {about}")
            typed = command.format(folder=folder)
            say(f"$ samsyn {typed}")
            print()
            sys.stdout.flush()
            printed = io.StringIO()
            with redirect_stdout(printed):
                status = main(shlex.split(typed))
            _say_some(printed.getvalue().rstrip().split("\n"))
            if status > 1:
                return status
    print()
    say("Mer: samsyn --help, README.md, agreements/README.md (så skrivs ett avtal).")
    return 0


def _say_some(lines: Sequence[str]) -> None:
    """The first lines of what was printed; of disputes only the first one's own words, and then the worst finding."""
    second = next((place for place, line in enumerate(lines) if line.startswith("  B: ")), len(lines))
    worst = next((place for place, line in enumerate(lines) if line.startswith(capital(DIFFERENCE_CLASSES[0]))), second)
    shown = [*lines[:second], *(["  …", ""] if second < worst else []), *lines[worst:]]
    print("\n".join(shown[:MOST_LINES]))
    if len(shown) > MOST_LINES:
        say(f"… och {len(lines) - MOST_LINES} rader till, för den som själv skriver kommandot.")


if __name__ == "__main__":
    sys.exit(tour())
