"""`make demo`: a guided tour of the command line on the real agreements, each stop a command that anyone can type."""

import shlex
import sys
import tempfile

from samsyn.command_line import main
from samsyn.command_line.sayings import heading, say

_DIALYSIS = "--at 2026-05-03T02:30 --fact alder=82 --fact folkbokford='i kommunen' --fact vistelsekommun=Varberg --fact bor_i='ordinärt boende' --fact vardas_just_nu_i=hemmet --fact inskriven=ja --fact vardplanering_gjord=ja --fact insats=peritonealdialys --fact behovets_tid=sammanhängande --fact kan_ta_sig_till_vardcentralen='nej av medicinska skäl' --fact kan_ta_sig_till_psykiatrisk_oppenvard='nej av medicinska skäl' --fact bedomd_som_egenvard='inte egenvård' --fact yrkesroll=sjuksköterska --fact lakare_ansvarig_over_tid='annan specialist'"

STOPS: tuple[tuple[str, str], ...] = (
    ("Det här finns: avtal som text, i versioner, med parternas läsningar.", "show"),
    (
        "Söndag natt i Varberg. Vem ansvarar för en peritonealdialys i hemmet? Det beror på vems läsning man följer.",
        f"decide halland/hemsjukvard {_DIALYSIS} --answer huvudman --answer primarvardsniva",
    ),
    (
        "Var läser regionen och kommunerna olika? Varje slags fall, med en exempelpatient.",
        "verify halland/hemsjukvard --reading region --reading-against kommunerna --answer huvudman",
    ),
    ("Var är avtalet självt tyst? Kända luckor med källa, och inga nya.", "verify halland/hemsjukvard"),
    (
        "Feber på särskilt boende på julafton, en torsdag klockan 11. Vem ringer sjuksköterskan?",
        "decide halland/lakaransvar --at 2026-12-24T11:00 --fact bor_i='särskilt boende för äldre' --fact vardas_just_nu_i=hemmet --fact bradska=akut --fact inskriven=ja --fact vem_som_ringer='kommunens sjuksköterska' --answer ring_forst --answer om_inget_svar",
    ),
    (
        "Vad behöver man veta först? Nästa fråga, den som väntas avgöra svaret snarast.",
        "ask halland/hemsjukvard --fact insats='omfattande såromläggning' --answer huvudman --json",
    ),
    ("Experternas fall: stämmer avtalets tabeller fortfarande med det som räknats ut för hand?", "test"),
    (
        "Ett svar kan sparas som kvitto …",
        f"decide halland/hemsjukvard {_DIALYSIS} --reading kommunerna --answer huvudman --receipt {{folder}}/kvitto.json",
    ),
    ("… och avgöras igen, också när texterna har ändrats.", "replay {folder}/kvitto.json"),
    ("Regionerna på de fyra styrfrågor som kommunerna i nämnden ställde.", "compare --questions"),
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
            status = main(shlex.split(typed))
            if status > 1:
                return status
    print()
    say("Mer: samsyn --help, README.md, agreements/README.md (så skrivs ett avtal).")
    return 0


if __name__ == "__main__":
    sys.exit(tour())
