"""Stories of SIP in the made-up Halland: from the wish to the following-up, with consent given, refused and taken back.

Every share and every number of hours here is assumed, so that all that can happen in a plan happens to somebody; none is a
figure about Halland.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes import plan as p
from samsyn.processes.events import STRIKE, TARGET
from samsyn.processes.state import RECALL
from samsyn.synthetic.around import Around
from samsyn.synthetic.deeds import Ahead, Deed, Saying, Story, hsa_ids
from samsyn.synthetic.telephones import LANDLINE, MOBILE

DAYTIME = (8.0, 17.0)


@dataclass(frozen=True)
class Shares:
    """How large a share of plans, or of those it can happen to, something happens in."""

    wished: float = 0.35
    not_needed: float = 0.25
    no_consent: float = 0.1
    withdrawn: float = 0.06
    moved: float = 0.15
    missed: float = 0.12
    doctor_needed: float = 0.6
    doctor_comes: float = 0.6
    written_twice: float = 0.06
    wrong_unit: float = 0.04
    others_invited: float = 0.1
    not_followed: float = 0.25
    followed_late: float = 0.25
    renewed: float = 0.2
    changed: float = 0.3
    closed: float = 0.6


SHARES: Final = Shares()

MANY: Final = (
    "Hemsjukvård, hemtjänst, vårdcentral och rehabilitering behöver dra åt samma håll.",
    "Flera vårdgivare ändrar läkemedel utan att veta om varandra.",
    "Anhörig orkar inte längre. Vem gör vad på natten?",
)
GOALS: Final = (
    "Jag vill kunna gå ut och mata fåglarna själv.",
    "Jag vill sova i min egen säng och slippa åka in till sjukhuset.",
    "Jag vill veta vem jag ska ringa när jag blir orolig.",
    "Jag vill orka vara med på dotterdotterns skolavslutning.",
)
ACTIONS: Final = (
    ("Träna att gå ute med rollator", p.MUNICIPALITY, "Fysioterapeuten", "Varje tisdag"),
    ("Dela läkemedel och följa hur de fungerar", p.MUNICIPALITY, "Sjuksköterskan i hemsjukvården", "Varannan vecka"),
    ("Gå igenom läkemedlen", p.REGION, "Läkaren på vårdcentralen", "Inom en månad"),
    ("Ringa och fråga hur det går", p.REGION, "Fast vårdkontakt på vårdcentralen", "Varje måndag"),
    ("Hjälp kväll och morgon", p.MUNICIPALITY, "Hemtjänsten", "Varje dag"),
    ("Följa med ut på promenad", p.OTHER, "Dottern", "På söndagar"),
)


def plan(random: Random, a: Around) -> Story:
    """From the wish or the judged need to what became of the plan."""
    need: Saying = {"text": random.choice(MANY), "till": hsa_ids(a.centre, a.bistand)}
    if random.random() < SHARES.wished:
        who = random.choice(("den enskilde", "närstående", "någon annan"))
        yield Deed(p.WISH, a.nurses, {"initiativ": who, "text": random.choice(MANY)}, (0, 0))
        if random.random() < SHARES.not_needed:
            yield Deed(p.NO_NEED, a.nurses, {"skal": "Allt görs redan av hemsjukvården, och alla vet om det."}, (4, 60))
            return
        yield Deed(p.NEED, a.nurses, need, (2, 40), DAYTIME)
    else:
        yield Deed(p.NEED, a.nurses, need, (0, 0))
    if random.random() < SHARES.wrong_unit:
        text = "Vi behöver en SIP tillsammans. Vem kan komma?"
        sent = yield Deed(everywhere.MESSAGE, a.nurses, {"till": hsa_ids(a.other_centre), "text": text}, (0.2, 2))
        yield Deed(RECALL, a.nurses, {TARGET: sent, "skal": "Skickat till fel vårdcentral."}, (0.1, 1))
    if random.random() < SHARES.no_consent:
        yield Deed(p.NO_CONSENT, a.nurses, {}, (4, 60), DAYTIME)
        return
    yield _consent(a)
    if random.random() < SHARES.withdrawn:
        yield _withdrawal(a)
        return
    if random.random() < SHARES.others_invited:
        yield Deed(
            everywhere.INVITE, a.nurses, {"till": hsa_ids(a.psychiatry), "text": "Har egen kontakt där."}, (1, 8)
        )
    yield from _meeting(random, a)
    if random.random() < SHARES.withdrawn:
        yield _withdrawal(a)
        return
    yield from _writing(random, a)
    yield from _following(random, a)


def _consent(a: Around) -> Deed:
    said: Saying = {
        "omfattar": "Planering av vård och hjälp hemma. Hemsjukvården, vårdcentralen och biståndsenheten får dela det som behövs.",
        "galler_till": Ahead(365),
    }
    return Deed(p.CONSENT, a.nurses, said, (2, 50), DAYTIME)


def _withdrawal(a: Around) -> Deed:
    return Deed(p.WITHDRAW, a.nurses, {"text": "Vill inte att fler är inblandade."}, (20, 120), DAYTIME)


def _meeting(random: Random, a: Around) -> Story:
    needs_doctor = random.random() < SHARES.doctor_needed
    yield _call(random, a, needs_doctor=needs_doctor)
    if random.random() < SHARES.moved:
        yield _call(random, a, needs_doctor=needs_doctor)
    if random.random() < SHARES.missed:
        yield Deed(p.MISSED, a.centre, {"skal": "Läkaren fick förhinder samma morgon."}, (90, 170), on_workdays=True)
        yield _call(random, a, needs_doctor=needs_doctor)
    came = ["den enskilde", "sjuksköterska", "biståndshandläggare"]
    if random.random() < 0.5:
        came.append("närstående")
    if needs_doctor and random.random() < SHARES.doctor_comes:
        came.append(p.DOCTOR_CAME)
    said: Saying = {"kom": came, "text": "Alla fick säga vad de kan göra. Målet är den enskildes eget."}
    yield Deed(p.MEETING, random.choice((a.centre, a.nurses)), said, (100, 260), on_workdays=True)


def _call(random: Random, a: Around, *, needs_doctor: bool) -> Deed:
    said: Saying = {
        "tid": Ahead(random.randint(5, 9), random.randint(9, 15)),
        "plats": random.choice(("hemmet", "hemmet", "vårdcentralen", "digitalt")),
        "fragor": "Vem gör vad, vem ringer man, och vad är viktigast för den enskilde?",
        "lakarkompetens_behovs_i_sip": "ja" if needs_doctor else "nej",
        "till": hsa_ids(a.nurses, a.bistand),
    }
    return Deed(p.CALL, a.centre, said, (5, 60), on_workdays=True)


def _writing(random: Random, a: Around) -> Story:
    for goal in random.sample(GOALS, random.randint(1, 2)):
        yield Deed(p.GOAL, a.nurses, {"mal": goal}, (0.1, 1))
    if random.random() < SHARES.written_twice:
        twice = yield Deed(p.GOAL, a.nurses, {"mal": GOALS[0]}, (0.1, 0.3))
        yield Deed(STRIKE, a.nurses, {TARGET: twice, "skal": "Skrevs två gånger."}, (0.1, 0.3))
    for action in random.sample(ACTIONS, random.randint(2, 4)):
        yield _action(a, action)
    yield _adoption(random, a)


def _action(a: Around, action: tuple[str, str, str, str]) -> Deed:
    what, responsible, who, when = action
    said: Saying = {"insats": what, "ansvar": responsible, "vem": who, "nar": when}
    return Deed(p.ACTION, a.nurses, said, (0.05, 0.4))


def _adoption(random: Random, a: Around) -> Deed:
    said: Saying = {
        "overgripande": random.choice((p.REGION, p.MUNICIPALITY, p.MUNICIPALITY)),
        "kontakt": "Sjuksköterskan i hemsjukvården (påhittad)",
        "ring_dagtid": f"Hemsjukvården, {random.choice(LANDLINE)}",
        "ring_ovrig_tid": f"Nattpatrullen, {random.choice(MOBILE)}",
        "foljs_upp": Ahead(random.choice((30, 60, 90))),
    }
    return Deed(p.ADOPT, a.nurses, said, (0.2, 30), DAYTIME)


def _following(random: Random, a: Around) -> Story:
    if random.random() < SHARES.changed:
        yield _action(a, random.choice(ACTIONS))
        yield _adoption(random, a)
    if random.random() < SHARES.not_followed:
        why: Saying = {"skal": "Den enskilde låg på sjukhus.", "foljs_upp": Ahead(30)}
        yield Deed(p.NOT_FOLLOWED, a.nurses, why, (24 * 20, 24 * 40), DAYTIME)
    days = (95, 140) if random.random() < SHARES.followed_late else (20, 29)
    came = ["den enskilde", "sjuksköterska"]
    if random.random() < 0.3:
        came.append(p.DOCTOR_CAME)
    held: Saying = {"kom": came, "text": "”Det går bättre nu när jag vet vem som kommer.”"}
    again: Saying = {"foljs_upp": Ahead(90)} if random.random() < 0.5 else {}
    yield Deed(p.FOLLOW_UP, a.nurses, {**held, **again}, (24.0 * days[0], 24.0 * days[1]), DAYTIME)
    if random.random() < SHARES.renewed:
        yield _consent(a)
    if random.random() < SHARES.closed:
        why = {"grund": random.choice(("målen nådda", "behövs inte", "ny plan", "annat")), "text": "Avslutas i samråd."}
        yield Deed(p.CLOSE, a.nurses, why, (24 * 5, 24 * 60), DAYTIME)
