"""Stories of disagreements on responsibility in the made-up Halland: who acts at once, who is right in time.

Every share, number of hours and solution here is assumed; none is a figure about Halland, and no solution a real one.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from samsyn.processes import disagreement as d
from samsyn.processes import everywhere
from samsyn.processes.cast import Duty
from samsyn.processes.deviation import MEASURE_DONE
from samsyn.processes.events import TARGET
from samsyn.processes.ladder import MOST_LEVELS
from samsyn.processes.state import APPOINT, APPOINTED, DUTY
from samsyn.synthetic.around import Around
from samsyn.synthetic.deeds import Ahead, Deed, Saying, Story, hsa_ids

DAYTIME = (8.0, 17.0)


@dataclass(frozen=True)
class Shares:
    """How large a share of disagreements, or of those that come so far, something happens in."""

    doctors: float = 0.3
    nobody_yet: float = 0.1
    others_appointed: float = 0.15
    taken_over: float = 0.3
    described_again: float = 0.3
    asked: float = 0.2
    risk: float = 0.8
    climbs: float = 0.55
    more_time: float = 0.25
    turned_down: float = 0.3
    withdrawn: float = 0.12
    not_shown: float = 0.1


SHARES: Final = Shares()


@dataclass(frozen=True)
class Question:
    """What the parties differ on: the care, the row that leaves it open, and how it was settled once."""

    care: str
    row: str
    asked: str
    settled: str
    party: str


NURSING: Final = (
    Question(
        "peritonealdialys",
        "halland/hemsjukvard | primarvardsniva | kommunernas exempel",
        "Vem utför påsbytena hemma?",
        "Regionens dialysmottagning gjorde påsbytena i sex veckor och utbildade under tiden. Därefter tog hemsjukvården över.",
        "delat",
    ),
    Question(
        "trakeostomivård",
        "halland/hemsjukvard | primarvardsniva | kommunernas exempel",
        "Vem sköter kanylen på natten?",
        "Hemsjukvården skötte kanylen sedan varje anställd hade fått utbildning av kliniken.",
        "kommun",
    ),
    Question(
        "drän",
        "halland/hemsjukvard | primarvardsniva | brevens högre nivåer",
        "Vem spolar dränet?",
        "Kliniken spolade dränet på mottagningen så länge det behövdes mer än en gång i veckan.",
        "region",
    ),
)
DOCTORS: Final = Question(
    "peritonealdialys",
    "halland/lakaransvar | lakaransvar | två läkare",
    "Vilken läkare svarar för ordinationerna hemma?",
    "Njurmottagningens läkare svarade för dialysen, vårdcentralens läkare för allt annat.",
    "region",
)


def disagreement(random: Random, a: Around) -> Story:
    """A disagreement from the first day until both parties have accepted a solution, or it was withdrawn."""
    is_doctors = random.random() < SHARES.doctors
    found = DOCTORS if is_doctors else random.choice(NURSING)
    duty = Duty.DOCTOR if is_doctors else Duty.NURSING
    said: Saying = {
        "uppgifter": [duty.value],
        "text": found.asked,
        "rader": [found.row],
        "till": hsa_ids(a.ward, a.centre),
        "senast": Ahead(3),
        "insats": found.care,
        "behovets_tid": "sammanhängande",
        "lakare_ansvarig_over_tid": "annan specialist",
    }
    yield Deed(d.RAISE, a.nurses, said, (0, 0))
    yield from _appointing(random, a, duty)
    if random.random() < SHARES.described_again:
        again: Saying = {"insats": found.care, "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl"}
        yield Deed(everywhere.NEEDS, a.nurses, again, (0.5, 6))
    yield from _readings(random, a)
    if random.random() < SHARES.risk:
        yield from _risk(random, a)
    if random.random() < SHARES.withdrawn:
        why = "Behovet upphörde innan frågan var avgjord."
        yield Deed(d.WITHDRAW, a.nurses, {"skal": why}, (10, 60), DAYTIME)
        return
    for _ in range(MOST_LEVELS - 1):
        if random.random() >= SHARES.climbs:
            break
        yield from _climb(random, a)
    yield from _settling(random, a, found)


def _appointing(random: Random, a: Around, duty: Duty) -> Story:
    acting = a.ward if duty is Duty.NURSING else a.centre
    hours = (30.0, 60.0) if random.random() < SHARES.nobody_yet else (0.01, 0.3)
    said: Saying = {DUTY: duty.value, "skal": "Den som har kompetensen i dag."}
    if random.random() < SHARES.others_appointed:
        other = a.nurses if duty is Duty.NURSING else a.ward
        yield Deed(APPOINT, a.ward, {**said, APPOINTED: other.hsa_id}, hours)
        yield Deed(APPOINT, a.nurses, {**said, APPOINTED: acting.hsa_id}, (0.1, 2))
        hours = (0.1, 2)
    yield Deed(APPOINT, a.ward, {**said, APPOINTED: acting.hsa_id}, hours)
    if random.random() < SHARES.taken_over and duty is Duty.DOCTOR:
        yield Deed(everywhere.TAKE_OVER, a.ward, {"text": "Vi tar det tills vidare."}, (5, 30), DAYTIME)


def _readings(random: Random, a: Around) -> Story:
    for unit, text in (
        (a.nurses, "Insatsen kräver särskild kompetens och är därför inte primärvård."),
        (a.ward, "Insatsen kan ges hemma och är därför primärvård."),
    ):
        yield Deed(d.READING, unit, {"text": text, "grund": "Avtalets definition av primärvård."}, (1, 20), DAYTIME)
    if random.random() < SHARES.asked:
        asks: Saying = {"till": hsa_ids(a.management), "text": "Hur har ni läst raden förut?"}
        yield Deed(everywhere.MESSAGE, a.nurses, asks, (1, 10), DAYTIME)


def _risk(random: Random, a: Around) -> Story:
    owner = random.choice((a.ward, a.nurses))
    said: Saying = {
        "risk": "Infektion när personalen är ovan.",
        "sannolikhet": str(random.randint(1, 4)),
        "konsekvens": str(random.randint(3, 5)),
        "atgard": "Två personer går bredvid tills de är säkra.",
        "ansvarig": owner.hsa_id,
        "senast": Ahead(random.randint(2, 8)),
    }
    version = yield Deed(d.RISK, a.nurses, said, (1, 20), DAYTIME)
    if random.random() < 0.7:
        yield Deed(MEASURE_DONE, owner, {TARGET: version, "text": "Genomfört."}, (20, 90), DAYTIME)


def _climb(random: Random, a: Around) -> Story:
    if random.random() < SHARES.more_time:
        more: Saying = {"senast": Ahead(4), "skal": "Mötet kunde inte hållas förrän på torsdag."}
        yield Deed(d.NEW_DAY, a.ward, more, (10, 60), DAYTIME)
    said: Saying = {"skal": "Vi kom inte överens.", "till": hsa_ids(a.management, a.centre), "senast": Ahead(10)}
    yield Deed(d.CLIMB, a.nurses, said, (40, 200), DAYTIME)


def _settling(random: Random, a: Around, found: Question) -> Story:
    said: Saying = {
        "text": f"{found.settled} Gäller den här patienten.",
        "ansvarig_part": found.party,
        "enskilt_fall": found.settled,
    }
    yield Deed(d.PROPOSE, a.ward, said, (20, 150), DAYTIME)
    if random.random() < SHARES.turned_down:
        why = "Vi behöver veta hur länge det gäller."
        yield Deed(d.REJECT, a.nurses, {"skal": why}, (3, 30), DAYTIME)
        yield Deed(d.PROPOSE, a.ward, said, (20, 90), DAYTIME)
    shown = "nej" if random.random() < SHARES.not_shown else "ja"
    yield Deed(d.ACCEPT, a.nurses, {"far_visas": shown}, (3, 40), DAYTIME)
