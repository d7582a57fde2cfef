"""Stories of enrolment in home care in the made-up Halland: by each way in, decided either way, single visits, reviews.

Every share and every number of hours here is assumed, so that all that can happen in an enrolment happens to somebody; none
is a figure about Halland.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from samsyn.processes import enrolment as e
from samsyn.processes import everywhere
from samsyn.processes.cast import Duty
from samsyn.processes.events import STRIKE, TARGET
from samsyn.processes.state import APPOINT, APPOINTED, DUTY, RECALL
from samsyn.synthetic.around import Around
from samsyn.synthetic.deeds import Ahead, Deed, Saying, Story, described, hsa_ids, one_of
from samsyn.synthetic.organisation import Unit

DAYTIME = (8.0, 17.0)


@dataclass(frozen=True)
class Shares:
    """How large a share of enrolments, or of those it can happen to, something happens in."""

    taken_over: float = 0.85
    no_longer: float = 0.07
    single: float = 0.2
    longer: float = 0.35
    grown: float = 0.3
    overrun: float = 0.15
    safety_judged: float = 0.5
    planned_again: float = 0.1
    refused_at_once: float = 0.05
    refused: float = 0.15
    leaves: float = 0.45
    reviewed_twice: float = 0.08
    bistand_invited: float = 0.15
    wrong_unit: float = 0.03
    visited_before: float = 0.2
    visited_by_others: float = 0.12
    recorded_twice: float = 0.05
    struck: float = 0.5


SHARES: Final = Shares()
WAYS: Final = {e.FROM_PRIMARY_CARE: 0.55, e.FROM_MUNICIPALITY: 0.28, e.FROM_SPECIALISED: 0.17}

NEEDS_CARE: Final = (
    "Kommer inte ned för trapporna längre. Insulin två gånger om dagen.",
    "Bensår som läggs om varannan dag. Orkar inte resan till vårdcentralen.",
    "Läkemedel delas och behöver följas. Glömmer doser.",
    "Trött efter sjukhusvistelsen, behöver provtagning och omläggning hemma.",
)
AGREED: Final = (
    "Sjuksköterska varje vardag, undersköterska på delegering helger. Läkarbesök från vårdcentralen var tredje månad.",
    "Omläggning tre gånger i veckan. Vårdcentralen ringer varje måndag.",
)
WHY_SO: Final = (
    "Kommer av medicinska skäl inte till vårdcentralen, och vården behövs under lång tid.",
    "Behöver samordning mellan flera vårdgivare.",
)


SEEN: Final = ("Stabil. Nytt besök om en månad.", "Ändrad smärtlindring.", "Såret läker. Fortsatt omläggning.")


def enrolment(random: Random, a: Around, *, is_in_hospital: bool = False) -> Story:
    """From the need to what was decided, and on until the person leaves home care, if they do."""
    yield from _raising(random, a, e.FROM_WARD if is_in_hospital else one_of(random, WAYS))
    yield Deed(everywhere.NEEDS, a.nurses, _need(random), (1, 30), DAYTIME)
    if random.random() < SHARES.visited_before:
        yield from _doctors_visits(random, a, 1, (2, 20))
    if random.random() < SHARES.bistand_invited:
        text = "Hjälpen hemma behöver ses över samtidigt."
        yield Deed(everywhere.INVITE, a.nurses, {"till": hsa_ids(a.bistand), "text": text}, (0.5, 8))
    if random.random() < SHARES.no_longer:
        why: Saying = {"grund": random.choice(("avböjer", "över")), "text": "Dottern har flyttat in."}
        yield Deed(e.NO_LONGER, a.nurses, why, (5, 60), DAYTIME)
        return
    if random.random() < SHARES.refused_at_once:
        yield _refusal(a)
        return
    if is_in_hospital:
        # Nothing is counted from it in Halland: it is Örebro's agreement that has days after a stay in hospital.
        yield Deed(e.HOME_AGAIN, a.ward, {}, (10, 80), DAYTIME)
    if random.random() < SHARES.single:
        has_grown = random.random() < SHARES.grown
        yield from _single(random, a, has_grown=has_grown)
        if not has_grown:
            return
    yield from _deciding(random, a)


def _raising(random: Random, a: Around, way: str) -> Story:
    raisers: dict[str, Unit] = {
        e.FROM_PRIMARY_CARE: a.centre,
        e.FROM_SPECIALISED: a.psychiatry,
        e.FROM_WARD: a.ward,
        e.FROM_MUNICIPALITY: a.nurses,
    }
    raiser = raisers[way]
    to = [unit for unit in (a.nurses, a.centre) if unit is not raiser]
    said: Saying = {"text": random.choice(NEEDS_CARE), "vardas_just_nu_i": "hemmet", "till": hsa_ids(*to)}
    plan: Saying = {"behandlingsplan": "Dokumenterad i utskrivningsinformationen."} if way == e.FROM_WARD else {}
    yield Deed(way, raiser, {**said, **plan}, (0, 0))
    if random.random() < SHARES.wrong_unit:
        text = "Vi har anmält behov av hemsjukvård. Hör av er om läkartid."
        sent = yield Deed(everywhere.MESSAGE, raiser, {"till": hsa_ids(a.other_centre), "text": text}, (0.2, 2))
        yield Deed(RECALL, raiser, {TARGET: sent, "skal": "Skickat till fel vårdcentral."}, (0.1, 1))
    if way != e.FROM_MUNICIPALITY:
        return
    if random.random() < SHARES.taken_over:
        yield Deed(everywhere.TAKE_OVER, a.centre, {}, (1, 20), on_workdays=True)
    else:
        why = "Ingen läkare har svarat och ordinationerna behöver ses över."
        yield Deed(APPOINT, a.nurses, {DUTY: Duty.DOCTOR.value, APPOINTED: a.centre.hsa_id, "skal": why}, (24, 60))


def _need(random: Random) -> Saying:
    return {**described(random), "identifierad_risk": "ja" if random.random() < 0.6 else "nej"}


def _single(random: Random, a: Around, *, has_grown: bool) -> Story:
    said: Saying = {
        "uppgift": "Injektioner tre gånger i veckan",
        "forsta_dagen": Ahead(0),
        "sista_dagen": Ahead(random.randint(6, 12)),
        "skal": "Kan tillfälligt inte ta sig till vårdcentralen. Känd start och känt slut.",
    }
    yield Deed(e.SINGLE, a.nurses, said, (3, 40), DAYTIME)
    for _ in range(random.randint(1, 4)):
        yield Deed(e.VISIT, a.nurses, {"text": "Enligt ordination."}, (20, 52), DAYTIME)
    if random.random() < SHARES.longer:
        more: Saying = {"sista_dagen": Ahead(random.randint(4, 9)), "skal": "Kuren förlängs av vårdcentralens läkare."}
        yield Deed(e.LONGER, a.nurses, more, (10, 40), DAYTIME)
    if has_grown:
        yield Deed(e.GROWN, a.nurses, {"text": "Såret läker inte. Behovet har inget slut i sikte."}, (10, 70), DAYTIME)
    else:
        hours = (400.0, 900.0) if random.random() < SHARES.overrun else (30.0, 120.0)
        yield Deed(e.END_SINGLE, a.nurses, {"text": "Kuren är klar. Återbesök på vårdcentralen."}, hours, DAYTIME)


def _deciding(random: Random, a: Around) -> Story:
    yield Deed(e.PLAN, a.nurses, {"text": random.choice(AGREED)}, (20, 120), DAYTIME)
    if random.random() < SHARES.planned_again:
        yield Deed(e.PLAN, a.centre, {"text": "Läkarbesök i hemmet bokat."}, (5, 50), on_workdays=True)
    if random.random() < SHARES.safety_judged:
        is_safe = random.random() < 0.9
        judged: Saying = {
            "patientsakerhetsbedomning": "kan utföras säkert" if is_safe else "kan inte utföras säkert",
            "text": "Personalen kan insatsen." if is_safe else "Bostaden går inte att arbeta säkert i.",
        }
        yield Deed(e.SAFETY, a.nurses, judged, (1, 30), DAYTIME)
    if random.random() < SHARES.refused:
        yield _refusal(a)
        return
    said: Saying = {"skal": random.choice(WHY_SO), "omprovas": Ahead(180)}
    yield Deed(e.ENROL, a.nurses, said, (2, 40), DAYTIME)
    leaves = random.random() < SHARES.leaves
    yield from _doctors_visits(random, a, random.randint(0, 5) if leaves else random.randint(1, 9), (24 * 3, 24 * 24))
    if leaves:
        why: Saying = {"skal": "Kan ta sig till vårdcentralen igen.", "hanvisning": "Vårdcentralen"}
        yield Deed(e.LEAVE, a.nurses, why, (24 * 5, 24 * 60), DAYTIME)
        return
    again: Saying = {"skal": "Behovet är detsamma.", "omprovas": Ahead(180)}
    reviewed = yield Deed(e.REVIEW, a.nurses, again, (24 * 40, 24 * 90), DAYTIME)
    if random.random() < SHARES.reviewed_twice:
        twice = yield Deed(e.REVIEW, a.nurses, again, (0.1, 0.3))
        if twice > reviewed:
            yield Deed(
                STRIKE, a.nurses, {TARGET: twice, "skal": "Samma omprövning registrerades två gånger."}, (0.1, 1)
            )


def _doctors_visits(random: Random, a: Around, number: int, hours: tuple[float, float]) -> Story:
    """Visits at home by doctors: most by the vårdcentral, some by others; one or another recorded twice, and not always struck."""
    invited: set[str] = set()
    for _ in range(number):
        others = (a.lm, a.jour, a.other_centre)
        unit = random.choice(others) if random.random() < SHARES.visited_by_others else a.centre
        if unit is not a.centre and unit.hsa_id not in invited:
            text = "Behöver läkare hemma, och vårdcentralen kan inte komma."
            yield Deed(everywhere.INVITE, a.nurses, {"till": hsa_ids(unit), "text": text}, hours)
            invited.add(unit.hsa_id)
        said: Saying = {"text": random.choice(SEEN)}
        seen = yield Deed(e.DOCTOR_VISIT, unit, said, hours, None if unit is a.jour else DAYTIME)
        if random.random() < SHARES.recorded_twice:
            again = yield Deed(e.DOCTOR_VISIT, unit, said, (0.05, 0.1))
            if again > seen and random.random() < SHARES.struck:
                why: Saying = {TARGET: again, "skal": "Samma besök registrerades två gånger."}
                yield Deed(STRIKE, unit, why, (0.1, 1))


def _refusal(a: Around) -> Deed:
    why = "Kan ta sig till vårdcentralen med färdtjänst och sin dotter."
    return Deed(e.REFUSE, a.nurses, {"skal": why, "hanvisning": "Vårdcentralen"}, (5, 60), DAYTIME)
