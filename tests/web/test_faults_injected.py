"""Whatever statement fails, of whatever kind of action: either all of it is there with its trail, or nothing is."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.serializers import serialize
from django.db import OperationalError, connection
from django.utils import timezone

from samsyn.economics.figures import MUNICIPALITIES
from samsyn.money.amount import Amount
from samsyn.processes.cast import Side
from samsyn_web.access import consenting
from samsyn_web.access.acting import Wish, act, open_case
from samsyn_web.access.emergencies import break_glass
from samsyn_web.access.models import Block, Consent, Emergency
from samsyn_web.directory.models import Party
from samsyn_web.economics import assumptions, ledger, proposals
from samsyn_web.economics.known_parameters import PARAMETERS
from samsyn_web.economics.models import Parameter, Posting, YearAmount
from samsyn_web.journal.archive import Exact
from samsyn_web.journal.destroying import destroy
from samsyn_web.journal.models import (
    Case,
    Closure,
    Delivery,
    Destruction,
    Duty,
    Event,
    Participation,
    Person,
    PersonChange,
    Precedent,
)
from samsyn_web.journal.projecting import rebuild, tick
from samsyn_web.review import reviewing
from samsyn_web.trail import sealing
from samsyn_web.trail.models import Entry, Review, Seal, Touched
from web.care_home import agreed, doctor, homely_town, moved_in, resident
from web.cast import START, Town, begin, do, patient

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLES = (Case, Closure, Event, Participation, Delivery, Duty, Destruction, Person, PersonChange, Precedent)
GROUNDS = (Consent, Block, Emergency)
MONEY = (Parameter, YearAmount, Posting)
TRAIL = (Entry, Touched, Seal, Review)

LATER = START + timedelta(hours=5)


class InjectedError(OperationalError):
    """The database went away."""


class Fault:
    """Fails the statement with a number, before the database has seen it: all before it have been done."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.seen = 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.number:
            raise InjectedError(sql[:60])
        return execute(sql, params, many, context)


def everything() -> str:
    """All that an action may change, to the last sign."""
    return "".join(
        serialize("jsonl", model.objects.order_by("pk"), cls=Exact) for model in (*TABLES, *GROUNDS, *MONEY, *TRAIL)
    )


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


def amounts(year: int):
    """A made-up amount for each municipality."""
    return {each: proposals.typed(each, year, Amount(870_000_005), "budget") for each in MUNICIPALITIES}


class Scene:
    """A case that every kind of action can be tried on, and a person without one."""

    def __init__(self) -> None:
        self.made: Town = homely_town()
        self.u = {name: unit.hsa_id for name, unit in self.made.units.items()}
        self.person = patient(self.made)
        self.other = patient(self.made, "191112131415", consents=False)
        self.case = begin(self.made, "Ulla", "utskrivning", self.person, "oppna", START, tvangsvard="ingen")
        self.case = do(self.made, "Ulla", self.case, "meddela", START, till=[self.u["Hemsjukvården Norr"]], text="Hej.")
        ledger.decide(self.made.visit("Conny"), 2026, amounts(2026), "budget", UUID(int=2))
        ledger.post_month(self.made.visit("Conny"), 2026, 1, UUID(int=3))
        sealing.private_key()

    def has_a_home(self) -> None:
        """A care home with its agreement, and somebody who lives there and is about to come back from hospital."""
        self.care_home = agreed(self.made)
        lives = resident(self.made, "191010101010")
        moved_in(self.made, lives, START)
        stay = begin(self.made, "Ulla", "utskrivning", lives, "oppna", START, tvangsvard="ingen")
        to, leaves = [self.u["Strandgården"], self.u["Vårdcentralen Ängen"]], (START + timedelta(days=2)).isoformat()
        stay = do(self.made, "Ulla", stay, "inskrivningsmeddelande", START, beraknad=leaves, till=to)
        stay = do(self.made, "Disa", stay, "utskrivningsklar", START)
        self.stay = do(self.made, "Viktor", stay, "ta_over", START)

    def visit(self, who: str):
        return self.made.visit(who, LATER)

    def wish(self, name: str, **raw) -> Wish:
        expected = 0 if name == "oppna" else Case.objects.get(pk=self.case.pk).version
        return Wish(name, raw, LATER, expected, UUID(int=1))


def _raised(s: Scene) -> Case:
    s.other.is_enrolled = False
    s.other.save()
    said = {"text": "insulin", "vardas_just_nu_i": "hemmet", "till": [s.u["Hemsjukvården Norr"]]}
    case = begin(s.made, "Viktor", "inskrivning", s.other, "anmal_fran_primarvarden", START, **said)
    return do(s.made, "Nora", case, "planera_varden", START, text="insulin")


def _proposed(s: Scene) -> Case:
    said = {
        "uppgifter": ["omvardnad"],
        "text": "Vem byter påsar?",
        "rader": ["halland/hemsjukvard | primarvardsniva | kommunernas exempel"],
        "till": [s.u["Avdelning 5"]],
        "senast": "2026-06-01",
    }
    case = begin(s.made, "Nora", "oenighet", s.person, "anmal_oenighet", START, **said)
    solved = {"text": "a", "ansvarig_part": "delat", "enskilt_fall": "Parterna delade på arbetet."}
    return do(s.made, "Ulla", case, "foresla_losning", START, **solved)


def _consented(s: Scene) -> Case:
    to = [s.u["Vårdcentralen Ängen"]]
    case = begin(s.made, "Nora", "sip", s.person, "bedom_att_sip_behovs", START, text="många", till=to)
    return do(s.made, "Nora", case, "samtycker", START, omfattar="vård", galler_till="2027-01-01")


BEFORE: dict[str, Callable[[Scene], Case]] = {
    "enrol": _raised,
    "settle": _proposed,
    "withdraw from a plan": _consented,
}
"""What an action needs to have happened: it is then done in that case."""


ACTIONS: dict[str, Callable[[Scene], object]] = {
    "open_case": lambda s: open_case(s.visit("Ulla"), "utskrivning", s.other, s.wish("oppna", tvangsvard="ingen")),
    "act": lambda s: act(
        s.visit("Disa"),
        s.case.pk,
        s.wish(
            "bedom_behov",
            kommunens_insatser_efter_utskrivning="sjukvård",
            oppenvardens_insatser_efter_utskrivning="ja",
        ),
    ),
    "send": lambda s: act(
        s.visit("Ulla"), s.case.pk, s.wish("meddela", till=[s.u["Vårdcentralen Ängen"]], text="Hej.")
    ),
    "acknowledge": lambda s: act(s.visit("Nora"), s.case.pk, s.wish("kvittera", handelse="2")),
    "recall": lambda s: act(s.visit("Ulla"), s.case.pk, s.wish("aterkalla", handelse="2", skal="Fel enhet.")),
    "strike": lambda s: act(s.visit("Ulla"), s.case.pk, s.wish("stryk", handelse="2", skal="Fel.")),
    "end": lambda s: act(s.visit("Ulla"), s.case.pk, s.wish("avbryt", skal="Öppnat av misstag.")),
    "enrol": lambda s: act(s.visit("Nora"), s.case.pk, s.wish("skriv_in", skal="a", omprovas="2026-11-01")),
    "settle": lambda s: act(s.visit("Nora"), s.case.pk, s.wish("godta_losning", far_visas="ja")),
    "withdraw from a plan": lambda s: act(s.visit("Nora"), s.case.pk, s.wish("aterkalla_samtycke")),
    "report": lambda s: open_case(
        s.visit("Nora"),
        "avvikelse",
        s.person,
        Wish(
            "anmal_avvikelse",
            {
                "text": "Listan saknades.",
                "plats": "lakemedel",
                "till": [s.u["Avdelning 5"]],
                "roll": "utskrivningssamordnare",
                "senast": "2026-06-01",
            },
            LATER,
            0,
            UUID(int=1),
        ),
    ),
    "act about a home": lambda s: act(
        s.visit("Viktor"),
        s.care_home.case.pk,
        Wish("utse_huvudansvarig", {"lakare": doctor(s.made)}, LATER, s.care_home.case.version, UUID(int=1)),
    ),
    "a discharge that counts where somebody lives": lambda s: act(
        s.visit("Ulla"),
        s.stay.pk,
        Wish("skriv_ut", {"hem_till": "särskilt boende för äldre"}, LATER, s.stay.version, UUID(int=1)),
    ),
    "break glass": lambda s: break_glass(
        s.visit("Lena"), s.person, "Andnöd, okänd medicinlista, ingen anhörig nås.", lifts_blocks=False
    ),
    "give consent": lambda s: consenting.give_consent(
        visit=s.visit("Ulla"),
        person=s.person,
        parties=[Party.objects.get(side=Side.MUNICIPALITY.value)],
        basis=Consent.Basis.GIVEN,
        ends=None,
        is_informed=True,
    ),
    "withdraw consent": lambda s: consenting.withdraw_consent(
        visit=s.visit("Ulla"), consent=Consent.objects.filter(person=s.person).order_by("pk").first()
    ),
    "block": lambda s: consenting.block(
        visit=s.visit("Ulla"), person=s.person, unit=None, asked_by="patienten", is_informed=True
    ),
    "tick": lambda _: tick(START + timedelta(days=2)),
    "rebuild": lambda _: list(rebuild(LATER)),
    "seal": lambda _: sealing.seal(LATER),
    "destroy": lambda s: destroy(s.case, decision="1", at=timezone.now()),
    "give a parameter": lambda s: assumptions.give(
        s.visit("Conny"),
        assumptions.Said(PARAMETERS["besok-belopp"], "", Amount(10000), LATER.date(), "beslut", UUID(int=1)),
    ),
    "decide amounts": lambda s: ledger.decide(s.visit("Conny"), 2027, amounts(2027), "budget", UUID(int=1)),
    "post a month": lambda s: ledger.post_month(s.visit("Conny"), 2026, 2, UUID(int=1)),
    "correct a year": lambda s: ledger.correct(
        s.visit("Conny"), 2026, "Hylte", proposals.typed("Hylte", 2026, Amount(9), "fel"), "fel", UUID(int=1), seen=1
    ),
    "review": lambda s: reviewing.review(
        s.visit("Logge"), Entry.objects.order_by("pk").first(), "befogad", "Frågade chefen."
    ),
}
NEEDS_A_HOME = {"act about a home", "a discharge that counts where somebody lives"}
LEAVES_NO_ENTRY = {"tick", "rebuild", "seal"}
"""What the program does by itself: nobody did it, and nobody's data were shown."""


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_done_whole_with_its_trail_or_not_at_all(name):
    scene = Scene()
    if name in NEEDS_A_HOME:
        scene.has_a_home()
    if name == "rebuild":
        Case.objects.update(stage="another")
    if name in BEFORE:
        scene.case = BEFORE[name](scene)
    before, entries = everything(), Entry.objects.count()
    number = 0
    while True:
        number += 1
        fault = Fault(number)
        try:
            with connection.execute_wrapper(fault):
                ACTIONS[name](scene)
        except InjectedError:
            assert everything() == before, f"statement {number}"
            continue
        break
    assert fault.seen == number - 1  # every statement of it has failed once
    assert number > 3
    assert everything() != before
    assert Entry.objects.count() == entries + (name not in LEAVES_NO_ENTRY)
