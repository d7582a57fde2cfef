"""Stories of discharges in the made-up Halland: plain ones and complex, smooth and not.

Every share and every number of hours here is assumed, so that all that can happen in a discharge happens to somebody;
none is a figure about Halland.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from samsyn.processes import discharge as d
from samsyn.processes import everywhere
from samsyn.processes.cast import Duty
from samsyn.processes.events import TARGET
from samsyn.processes.state import APPOINT, APPOINTED, DUTY, RECALL
from samsyn.synthetic.around import Around
from samsyn.synthetic.deeds import Ahead, Deed, Saying, Story, described, hsa_ids, one_of
from samsyn.synthetic.organisation import Unit
from samsyn.synthetic.persons import AT_HOME, SABO, SHELTERED

BEFORE_NOON, AFTER_NOON = (8.0, 11.6), (12.2, 15.8)
TRACKS: Final = {"grönt": 0.34, "gult": 0.4, "rött": 0.26}
NEEDS: Final = {"sjukvård": 0.4, "socialtjänst och sjukvård": 0.52, "socialtjänst": 0.08}
LATER, EARLIER = (1, 6), (1, 3)


@dataclass(frozen=True)
class Shares:
    """How large a share of discharges, or of those it can happen to, something happens in."""

    coerced: float = 0.6
    late_notice: float = 0.12
    wrong_unit: float = 0.025
    complex: float = 0.14
    moved: float = 0.35
    moved_again: float = 0.25
    not_planned_for: float = 0.1
    placement_said: float = 0.9
    open_care_missing: float = 0.07
    open_care_unclear: float = 0.05
    ready_after_noon: float = 0.35
    not_ready_after_all: float = 0.05
    declines_sip: float = 0.06
    late_call: float = 0.12
    to_korttids: float = 0.14
    stays_on: float = 0.14
    told_in_time: float = 0.9
    taken_over_before: float = 0.72
    nursing_late: float = 0.15
    silent: float = 0.3
    parties_disagree: float = 0.4
    forgotten: float = 0.15
    need_described: float = 0.6


SHARES: Final = Shares()

WHY_MOVED: Final = (
    "Behöver ännu ett dygn med intravenös behandling.",
    "Inväntar röntgensvar.",
    "Hjälpmedel levereras en dag senare.",
    "Återhämtar sig fortare än väntat.",
    "Ny feber i natt.",
)
WHY_COMPLEX: Final = (
    "Trakealkanyl. Personalen i hemmet har inte skött en sådan förut.",
    "Hemdialys med påsar tre gånger om dagen.",
    "Dropp via central infart i två veckor.",
    "Hemventilator nattetid.",
    "Omfattande såromläggning med undertrycksbehandling.",
)
AGREED: Final = (
    "Genomgånget på telefon, alla är överens.",
    "Beställt, levereras före hemgången.",
    "Avdelningen går igenom tillsammans med natt- och dagpersonal.",
    "Kontaktväg dygnet runt står på baksidan av planen.",
)


def discharge(random: Random, a: Around) -> Story:
    """A stay in hospital, from when somebody is taken in until the case is closed."""
    is_coerced = a.ward.speciality == "psykiatri" and random.random() < SHARES.coerced
    yield Deed(d.OPEN, a.ward, {"tvangsvard": "LPT" if is_coerced else "ingen"}, (0, 0))
    needs = one_of(random, NEEDS)
    is_late = random.random() < SHARES.late_notice
    said: Saying = {"kommunens_insatser_efter_utskrivning": needs, "oppenvardens_insatser_efter_utskrivning": "ja"}
    yield Deed(d.NEED, a.ward, said, (1, 26))
    receivers = [a.nurses, a.centre]
    if "socialtjänst" in needs:
        receivers.append(a.bistand)
    if a.ward.speciality == "psykiatri":
        receivers.append(a.psychiatry)
    notice: Saying = {"beraknad": Ahead(random.randint(3, 9)), "till": hsa_ids(*receivers)}
    yield Deed(d.NOTICE, a.ward, notice, (25, 45) if is_late else (0.3, 12))
    if random.random() < SHARES.wrong_unit:
        yield from _wrong_unit(a)
    is_complex = a.lives_in in {AT_HOME, SHELTERED} and random.random() < SHARES.complex
    if is_complex:
        yield from _complex(random, a)
    yield from _planning(random, a, receivers)
    if is_complex:
        yield from _more_points(random, a)
    if is_coerced:
        yield Deed(d.CARE_PLAN, a.ward, {}, (10, 70), on_workdays=True)
        if random.random() < 0.5:
            yield Deed(d.COERCIVE, a.ward, {"tvangsvard": "ingen"}, (20, 90), BEFORE_NOON)
    track = one_of(random, TRACKS)
    yield from _basis(random, a, track)
    yield from _ready(random, a)
    if random.random() < SHARES.not_ready_after_all:
        yield Deed(
            d.NOT_READY, a.ward, {"skal": "Försämrad i natt, behöver vård på sjukhus några dagar till."}, (6, 30)
        )
        yield from _ready(random, a)
    taken = yield from _taking_over(random, a)
    if not is_coerced:
        yield from _sip(random, a, track)
    is_told = random.random() < SHARES.told_in_time
    yield from _leaving(random, a, is_told=is_told)
    yield from _afterwards(random, a, taken, is_told=is_told)


def _wrong_unit(a: Around) -> Story:
    text = "Hej! Patienten är listad hos er och väntas hem i veckan. Kan ni återkomma om fast vårdkontakt?"
    sent = yield Deed(everywhere.MESSAGE, a.ward, {"till": hsa_ids(a.other_centre), "text": text}, (0.2, 2))
    yield Deed(RECALL, a.ward, {TARGET: sent, "skal": "Skickat till fel vårdcentral."}, (0.1, 1))


def _complex(random: Random, a: Around) -> Story:
    yield Deed(d.COMPLEX, a.ward, {"text": random.choice(WHY_COMPLEX)}, (0.5, 10))
    text = "Behövs i planeringen av en komplex hemgång."
    yield Deed(everywhere.INVITE, a.nurses, {"till": hsa_ids(a.night, a.management), "text": text}, (1, 20))
    for place, point in enumerate(d.POINTS):
        is_done = place == 0 or random.random() < 0.2
        yield _point(random, a, point, "klar" if is_done else "inte klar", (0.1, 3))


def _more_points(random: Random, a: Around) -> Story:
    for point in list(d.POINTS)[1:]:
        if random.random() < 0.7:
            standing = "behövs inte" if point == "material" and random.random() < 0.2 else "klar"
            yield _point(random, a, point, standing, (1, 20))


def _point(random: Random, a: Around, point: str, standing: str, hours: tuple[float, float]) -> Deed:
    owner = random.choice((a.ward, a.nurses, a.centre)) if point != "lakarkontakt" else a.centre
    said: Saying = {"punkt": point, "lage": standing, "ansvarig": owner.hsa_id, "senast": Ahead(random.randint(1, 7))}
    text: Saying = {"text": random.choice(AGREED)} if standing == "klar" else {}
    return Deed(d.POINT, random.choice((a.ward, a.nurses)), {**said, **text}, hours, (7.0, 19.0))


def _planning(random: Random, a: Around, receivers: Sequence[Unit]) -> Story:
    for unit in receivers:
        if random.random() >= SHARES.not_planned_for:
            on_workdays = unit is not a.nurses
            yield Deed(d.PLANNING, unit, {}, (0.5, 8), on_workdays=on_workdays)
    if a.lives_in != AT_HOME and random.random() < SHARES.placement_said:
        decided: Saying = {"kommun_som_beslutat_om_placeringen": a.placed}
        who: Saying = {d.DECIDING: a.placed_by} if a.placed_by else {}
        yield Deed(d.PLACEMENT, a.nurses, {**decided, **who}, (0.5, 12))
    unit = a.psychiatry if a.psychiatry in receivers else a.centre
    if random.random() >= SHARES.not_planned_for:
        yield Deed(d.CONTACT, unit, {"namn": "Sjuksköterskan på mottagningen (påhittad)"}, (1, 20), on_workdays=True)
    if random.random() < SHARES.moved:
        yield _moved(random, a)
        if random.random() < SHARES.moved_again:
            yield _moved(random, a)
    drawn = random.random()
    if drawn < 0.85:
        missing, unclear = SHARES.open_care_missing, SHARES.open_care_missing + SHARES.open_care_unclear
        finds = "nej" if drawn < missing else "ej klarlagt" if drawn < unclear else "ja"
        yield Deed(d.AVAILABLE, a.centre, {"oppenvardens_insatser_tillgangliga": finds}, (1, 10), on_workdays=True)


def _moved(random: Random, a: Around) -> Deed:
    days = random.randint(*LATER) if random.random() < 0.7 else random.randint(*EARLIER)
    return Deed(d.CHANGED, a.ward, {"beraknad": Ahead(days), "skal": random.choice(WHY_MOVED)}, (6, 30), (8.0, 17.0))


def _basis(random: Random, a: Around, track: str) -> Story:
    if random.random() < 0.25:
        begun: Saying = {"text": "Hemtjänst finns sedan tidigare. Behov ses över.", "valt_spar": "inget ännu"}
        yield Deed(d.BASIS, a.centre, begun, (0.5, 10), on_workdays=True)
    if random.random() < 0.93:
        text = "Hemsjukvård dagligen, hjälp vid förflyttning, läkemedel delas av sjuksköterska."
        at_home = {"i_malgruppen_for_sip_i_hemmet": "ja" if random.random() < 0.6 else "nej"} if track == "rött" else {}
        said: Saying = {"text": text, "valt_spar": track, **at_home}
        yield Deed(d.BASIS, a.nurses, said, (1, 20), (8.0, 17.0))
        if random.random() < SHARES.need_described:
            yield Deed(everywhere.NEEDS, a.nurses, described(random), (0.1, 2), (8.0, 17.0))


def _ready(random: Random, a: Around) -> Story:
    hours = (4, 90)
    if random.random() < SHARES.ready_after_noon:
        yield Deed(d.READY, a.ward, {}, hours, AFTER_NOON)
    else:
        yield Deed(d.READY, a.ward, {}, hours, BEFORE_NOON)
    yield Deed(d.READY_NOTICE, a.ward, {}, (0.1, 0.4))


def _taking_over(random: Random, a: Around) -> Generator[Deed, int, frozenset[Duty]]:
    taken = set()
    if random.random() < SHARES.taken_over_before:
        yield Deed(
            everywhere.TAKE_OVER, a.centre, {"text": "Vi tar över när patienten är hemma."}, (1, 9), on_workdays=True
        )
        taken.add(Duty.DOCTOR)
    if random.random() < SHARES.taken_over_before:
        yield Deed(everywhere.TAKE_OVER, a.nurses, {}, (0.5, 6))
        taken.add(Duty.NURSING)
    return frozenset(taken)


def _sip(random: Random, a: Around, track: str) -> Story:
    if track == "grönt":
        yield Deed(d.NO_SIP, a.centre, {"grund": "behövs inte"}, (1, 10), on_workdays=True)
    elif random.random() < SHARES.declines_sip:
        yield Deed(d.NO_SIP, a.ward, {"grund": "samtycker inte"}, (1, 10), (8.0, 17.0))
    else:
        hours = (75.0, 120.0) if random.random() < SHARES.late_call else (1.0, 28.0)
        place = "hemmet" if track == "rött" and random.random() < 0.6 else random.choice(("sjukhuset", "digitalt"))
        said: Saying = {"tid": Ahead(random.randint(1, 5), random.randint(9, 15)), "plats": place}
        yield Deed(d.CALL, a.centre, {**said, "till": hsa_ids(a.nurses, a.ward)}, hours, on_workdays=True)


def _leaving(random: Random, a: Around, *, is_told: bool) -> Story:
    if random.random() < 0.8:
        yield Deed(d.HOME_READY, a.ward, {}, (0.5, 5))
    hours = (60.0, 200.0) if random.random() < SHARES.stays_on else (3.0, 30.0)
    yield Deed(d.LEAVE, a.ward, {"hem_till": _goes_to(random, a)}, hours, (9.0, 16.0))
    if is_told:
        yield Deed(d.TRANSFER, a.ward, {"text": "Epikris, läkemedelslista och omvårdnadsepikris i Lifecare."}, (0.1, 3))
        yield Deed(d.PATIENT_INFO, a.ward, {}, (0.1, 1))


def _goes_to(random: Random, a: Around) -> str:
    if a.lives_in == SABO:
        return SABO
    if a.lives_in != AT_HOME:
        return "annat boende"
    return "korttidsboende" if random.random() < SHARES.to_korttids else AT_HOME


def _afterwards(random: Random, a: Around, taken: frozenset[Duty], *, is_told: bool) -> Story:
    if Duty.NURSING not in taken:
        yield Deed(everywhere.TAKE_OVER, a.nurses, {}, (24, 90) if random.random() < SHARES.nursing_late else (0.2, 8))
    if Duty.DOCTOR not in taken:
        if random.random() < SHARES.silent or not a.is_listed:
            yield from _appointing(random, a)
        else:
            yield Deed(everywhere.TAKE_OVER, a.centre, {}, (1, 30), on_workdays=True)
    hours = (400.0, 1400.0) if random.random() < SHARES.forgotten else (72.0, 480.0)
    if not is_told:
        yield Deed(d.TRANSFER, a.ward, {}, (1, 20), (8.0, 16.0))
        yield Deed(d.PATIENT_INFO, a.ward, {}, (0.1, 1))
    yield Deed(d.CLOSE, random.choice((a.ward, a.nurses)), {}, hours, (8.0, 17.0))


def _appointing(random: Random, a: Around) -> Story:
    """Nobody has the doctor's duty: each party says who shall act, and they may differ until one thinks again."""
    why = "Ingen har tagit läkaransvaret sedan hemgången och patienten behöver ordinationer."
    said: Saying = {DUTY: Duty.DOCTOR.value, "skal": why}
    yield Deed(APPOINT, a.nurses, {**said, APPOINTED: a.centre.hsa_id}, (12, 110))
    differs = random.random() < SHARES.parties_disagree
    if differs:
        yield Deed(APPOINT, a.ward, {**said, APPOINTED: a.jour.hsa_id}, (2, 30))
    yield Deed(APPOINT, a.ward, {**said, APPOINTED: a.centre.hsa_id}, (48, 240) if differs else (2, 30))
