"""A care home with its agreement, for tests: the region, the municipality's management, and somebody who lives there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from samsyn.processes.cast import Role, UnitKind
from samsyn_web.access.acting import act, open_case
from samsyn_web.journal.models import Case, Person
from web.cast import START, Town, begin, do, patient, town, wish

PROPOSAL = "okänt-datum"


@dataclass
class Home:
    """Strandgården with its agreement, and the case about it."""

    made: Town
    case: Case

    @property
    def unit(self):
        """The home itself."""
        return self.made.units["Strandgården"]

    def do(self, who: str, name: str, at: datetime, **raw: str | list[str]) -> Case:
        """Somebody does something in the home's case."""
        self.case = do(self.made, who, self.case, name, at, **raw)
        return self.case


def homely_town() -> Town:
    """The town, with the region's and the municipality's management; Strandgården has its vårdcentral."""
    made = town()
    municipality, office = made.units["Strandgården"].party, made.units["Regionkontoret"]
    leaders = made.unit("Vård och omsorg, ledning", UnitKind.MANAGEMENT, municipality)
    made.worker("Sara", Role.STRATEGIST, office)
    made.worker("Maj", Role.CHIEF_NURSE, leaders)
    made.worker("Hanna", Role.NURSE, made.units["Strandgården"])
    home = made.units["Strandgården"]
    home.served_by, home.parent = made.units["Vårdcentralen Ängen"], leaders
    home.save()
    return made


def agreed(made: Town, first: str = "2025-01-01", at: datetime = START, text: str = PROPOSAL) -> Home:
    """The region registers the home's agreement."""
    to = [made.units["Vårdcentralen Ängen"].pk, made.units["Vård och omsorg, ledning"].pk]
    asked = wish("registrera_avtal", at, 0, avtalstext=text, galler_fran=first, till=to)
    done = open_case(made.visit("Sara", at), "sabo_uppdrag", made.units["Strandgården"], asked)
    return Home(made, done.case)


def resident(made: Town, number: str = "191212121212", *, listed_here: bool = True) -> Person:
    """Somebody who lives at Strandgården."""
    person = patient(made, number)
    person.care_home, person.lives_in = made.units["Strandgården"], "särskilt boende för äldre"
    person.listed_at = made.units["Vårdcentralen Ängen"] if listed_here else None
    person.save()
    return person


def moved_in(made: Town, person: Person, at: datetime, wishes: str = "ja") -> Case:
    """The home's nurse registers that somebody has moved in."""
    said = {"onskar_lakare_fran_boendets_vardcentral": wishes, "till": [made.units["Vårdcentralen Ängen"].pk]}
    return begin(made, "Hanna", "boende", person, "flyttar_in", at, **said)


def doctor(made: Town, name: str = "Viktor") -> str:
    """A doctor as forms name one."""
    account = made.workers[name].account
    return f"{account.name} ({account.hsa_id})"


__all__ = ["PROPOSAL", "Home", "act", "agreed", "doctor", "homely_town", "moved_in", "resident", "timedelta"]
