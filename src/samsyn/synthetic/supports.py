"""Stories of temporary doctor support at home in the made-up Halland.

Every share and every number of hours here is assumed, so that all that can happen in a doctor support happens to
somebody; none is a figure about Halland.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from samsyn.processes import doctor_support as s
from samsyn.processes import everywhere
from samsyn.processes.events import STRIKE, TARGET
from samsyn.synthetic.around import Around
from samsyn.synthetic.deeds import Ahead, Deed, Saying, Story, described, hsa_ids

DAYTIME = (8.0, 17.0)


@dataclass(frozen=True)
class Shares:
    """How large a share of doctor supports, or of those it can happen to, something happens in."""

    denied: float = 0.2
    not_planned: float = 0.12
    nurses_invited: float = 0.9
    nurses_take_over: float = 0.9
    nurses_ask: float = 0.2
    late_contact: float = 0.12
    recorded_twice: float = 0.02
    readmitted: float = 0.12
    longer: float = 0.2
    longer_denied: float = 0.25
    overrun: float = 0.1
    returned: float = 0.12
    ended_otherwise: float = 0.04
    need_described: float = 0.5


SHARES: Final = Shares()

WHY_HIGH: Final = (
    "Tre oplanerade inläggningar i år, svår hjärtsvikt och nya läkemedel.",
    "KOL med två försämringar på kort tid. Ensamboende.",
    "Skör, nyligen fallit, många läkemedel ändrade under vårdtiden.",
    "Infektion ovanpå njursvikt. Behöver täta kontroller första veckorna.",
)
IMPORTANT: Final = (
    "Vikt och blodtryck varannan dag. Ny dos vätskedrivande sedan i går.",
    "Syrgas hemma. Ring vid saturation under 88 procent.",
    "Följ upp kalium och kreatinin inom tre dagar.",
)
AGREED: Final = (
    "Första hembesök dagen efter hemgång, provtagning av hemsjukvården.",
    "Vårdcentralen tar över när dosen är stabil och proverna är bra.",
)
SUMMARIES: Final = (
    "Stabil. Fortsätter enligt plan.",
    "Trött men bättre. Ändrad dos, ny kontakt om två dagar.",
    "Hemsjukvården rapporterar mindre svullna ben.",
)
READY_TO_HAND_OVER: Final = "Stabil sedan en vecka. Prover om 14 dagar återstår; läkemedelslistan är genomgången."


def doctor_support(random: Random, a: Around, *, is_high_risk: bool) -> Story:
    """Support from the hospital's decision until the vårdcentral has taken over, or whatever came instead."""
    if not is_high_risk:
        asked: Saying = {"skal": "Ingen hög risk enligt bedömningen, men läget hemma är osäkert.", "till": []}
        yield Deed(s.ASK, a.ward, asked, (0, 0))  # the ward reviews it itself
        if random.random() < SHARES.denied:
            yield Deed(s.DENY, a.ward, {"skal": "Vårdcentralen kan följa upp inom en vecka."}, (4, 40), DAYTIME)
            return
        yield Deed(s.GRANT, a.ward, {"skal": "Täta ändringar av läkemedel väntas."}, (4, 40), DAYTIME)
    else:
        yield Deed(s.RISK, a.ward, {"skal": random.choice(WHY_HIGH)}, (0, 0))
    are_nurses_invited = random.random() < SHARES.nurses_invited
    yield from _planning(random, a, are_nurses_invited=are_nurses_invited)
    yield from _coming_home(random, a, are_nurses_invited=are_nurses_invited)
    is_readmitted = random.random() < SHARES.readmitted
    yield from _visits(random, a, random.randint(1, 2) if is_readmitted else random.randint(3, 5))
    if is_readmitted:
        yield Deed(s.READMITTED, a.lm, {"planerad": "oplanerad"}, (5, 60))
    elif random.random() < SHARES.ended_otherwise:
        why = "Patienten vill inte ha fler besök. Vårdcentralen är underrättad."
        yield Deed(s.END, a.lm, {"skal": why}, (5, 40), DAYTIME)
    else:
        yield from _towards_the_end(random, a)


def _planning(random: Random, a: Around, *, are_nurses_invited: bool) -> Story:
    said: Saying = {"till": hsa_ids(a.lm, a.centre), "text": random.choice(IMPORTANT)}
    yield Deed(s.INITIATE, a.ward, said, (0.5, 20), DAYTIME)
    if are_nurses_invited:
        invited: Saying = {"till": hsa_ids(a.nurses), "text": "Hemsjukvården tar prover och följer upp mellan besöken."}
        yield Deed(everywhere.INVITE, a.ward, invited, (0.2, 5))
    if random.random() < SHARES.need_described:
        yield Deed(everywhere.NEEDS, a.lm, described(random), (0.2, 5))
    for unit in (a.lm, a.centre):
        if random.random() >= SHARES.not_planned:
            yield Deed(s.PLAN, unit, {"text": random.choice(AGREED)}, (1, 16), on_workdays=True)


def _coming_home(random: Random, a: Around, *, are_nurses_invited: bool) -> Story:
    yield Deed(s.START, a.lm, {"text": "Vi ringer första dagen hemma."}, (3, 30), DAYTIME)
    yield Deed(s.HOME, a.ward, {}, (0.5, 8), DAYTIME)
    if are_nurses_invited and random.random() < SHARES.nurses_take_over:
        yield Deed(everywhere.TAKE_OVER, a.nurses, {}, (0.3, 12))
    if are_nurses_invited and random.random() < SHARES.nurses_ask:
        text = "Hemsjukvården undrar vem som ordinerar nästa dos. Svara helst före helgen."
        yield Deed(everywhere.MESSAGE, a.nurses, {"till": hsa_ids(a.lm, a.centre), "text": text}, (1, 20))
    how = random.choice(("hembesök", "hembesök", "telefon", "video"))
    hours = (80.0, 150.0) if random.random() < SHARES.late_contact else (10.0, 50.0)
    yield Deed(s.FIRST, a.lm, {"satt": how, "text": random.choice(SUMMARIES)}, hours, DAYTIME)


def _towards_the_end(random: Random, a: Around) -> Story:
    if random.random() < SHARES.longer:
        yield from _longer(random, a)
    elif random.random() < SHARES.overrun:
        yield Deed(s.CALL, a.lm, {"text": "Vårdcentralen har ingen tid än."}, (90, 200), DAYTIME)
    yield from _hand_over(random, a)


def _visits(random: Random, a: Around, number: int) -> Story:
    for place in range(number):
        hours = (24.0, 64.0)
        summary = {"text": random.choice(SUMMARIES)}
        drawn = random.random()
        if drawn < 0.45:
            seen = yield Deed(s.VISIT, a.lm, summary, hours, DAYTIME)
            if random.random() < SHARES.recorded_twice:
                again = yield Deed(s.VISIT, a.lm, summary, (0.05, 0.1))
                if again > seen:
                    yield Deed(STRIKE, a.lm, {TARGET: again, "skal": "Samma besök registrerades två gånger."}, (0.1, 1))
        elif drawn < 0.55:
            yield Deed(s.VISIT, a.centre, summary, hours, on_workdays=True)
        elif drawn < 0.8:
            yield Deed(s.CALL, a.lm, summary, hours, DAYTIME)
        else:
            yield Deed(
                s.FOLLOW_UP, a.lm, {"text": "Går åt rätt håll. Nytt ställningstagande på måndag."}, hours, DAYTIME
            )
        if place == 1 and random.random() < 0.5:
            yield Deed(
                s.FOLLOW_UP, a.centre, {"text": "Vi kan ta över när proverna är stabila."}, (1, 20), on_workdays=True
            )


def _longer(random: Random, a: Around) -> Story:
    yield Deed(
        s.ASK_LONGER, a.lm, {"skal": "Dosen är inte stabil och nästa prov väntas först om en vecka."}, (10, 60), DAYTIME
    )
    if random.random() < SHARES.longer_denied:
        yield Deed(s.DENY_LONGER, a.ward, {"skal": "Vårdcentralen kan ta vid."}, (5, 40), DAYTIME)
        return
    said: Saying = {"slutar": Ahead(random.randint(7, 14)), "skal": "Fortsatt behov av täta läkarkontakter."}
    yield Deed(s.GRANT_LONGER, a.ward, said, (5, 40), DAYTIME)
    yield from _visits(random, a, random.randint(1, 3))


def _hand_over(random: Random, a: Around) -> Story:
    said: Saying = {"till": hsa_ids(a.centre), "text": READY_TO_HAND_OVER}
    yield Deed(s.HAND_OVER, a.lm, said, (10, 50), DAYTIME)
    if random.random() < SHARES.returned:
        why = "Vi har ingen läkartid förrän om en vecka. Föreslå på nytt då."
        yield Deed(s.RETURN, a.centre, {"skal": why}, (4, 40), on_workdays=True)
        yield Deed(s.HAND_OVER, a.lm, said, (30, 120), DAYTIME)
    yield Deed(s.ACCEPT, a.centre, {"text": "Vi tar över. Läkarbesök är bokat."}, (4, 60), on_workdays=True)
