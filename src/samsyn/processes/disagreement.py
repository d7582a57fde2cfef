"""Oenighet: the parties read an agreement differently, or it is silent, and a person stands between them.

Three things are kept apart: who acts meanwhile (appointed at once by named people at the lowest level; no source gives a rule
and none is proposed), how each reads the rows in dispute (side by side, nobody first), and who settles it (a ladder of levels,
each with its day). A settlement is a single case: both parties write it without the person, and it binds nobody next time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import CLINICAL, DUTY_NAMES
from samsyn.processes.deviation import MEASURE_DONE
from samsyn.processes.everywhere import ANY_UNIT, NEED, REASON, WHICH
from samsyn.processes.fields import AgreementRow, Field, Kind, rows_of
from samsyn.processes.ladder import MOST_LEVELS
from samsyn.processes.process import Act, Dated, Occurrence, Process, Stage, table_of_steps
from samsyn.processes.state import CaseState

RAISE: Final = "anmal_oenighet"
READING: Final = "lagg_fram_lasning"
RISK: Final = "bedom_risk"
NEW_DAY: Final = "flytta_dagen"
CLIMB: Final = "lyft_nivan"
PROPOSE: Final = "foresla_losning"
ACCEPT: Final = "godta_losning"
REJECT: Final = "godta_inte_losning"
WITHDRAW: Final = "dra_tillbaka"

SCALE: Final[Mapping[str, str]] = MappingProxyType({str(one): str(one) for one in range(1, 6)})
"""Probability and consequence from 1 (smallest) to 5. What the numbers mean no source here says; the parties agree on it."""

OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {"region": "regionen", "kommun": "kommunen", "delat": "delat mellan parterna", "annat": "annat, se texten"}
)
NOT_BINDING: Final = "enskilt fall, inte bindande"

_DAY: Final = Field(
    "senast",
    "Avgjort senast på den här nivån",
    Kind.DAY,
    hint="Ni bestämmer dagen. Ingen källa säger hur lång tid en nivå får ta.",
)

_act = partial(Act, roles=CLINICAL, units=ANY_UNIT)
"""Everybody in care and social services can take every step: it is settled together."""

_ACTS: Final = (
    _act(
        RAISE,
        "Anmäl oenighet",
        "anmälde att parterna är oense om ansvaret",
        fields=(
            Field(
                "uppgifter",
                "Vad gäller det?",
                Kind.CHOICES,
                choices={duty.value: name for duty, name in DUTY_NAMES.items()},
            ),
            Field("text", "Vad ni är oense om", Kind.LONG_TEXT, hint="Beskriv frågan, inte vem som har rätt."),
            Field(
                "rader",
                "Rader i avtalet som ni läser olika",
                Kind.ROWS,
                hint="En på varje rad: avtal | svar | rad.",
            ),
            Field("till", "Enheter hos den andra parten", Kind.UNITS),
            _DAY,
            Field(
                "fall",
                "Fallets nummer",
                Kind.TEXT,
                required=False,
                hint="Fallet som frågan kom upp i, till exempel U-ABCDEF.",
            ),
            Field("vardas_just_nu_i", "Var vården ska ges", Kind.FACT, required=False),
            *NEED,
        ),
        occurs=(Occurrence("oenighet anmäld"),),
        hint=(
            "Patienten ska inte vänta: det första ni gör sedan är att utse vem som agerar tills vidare. Det avgör inte vem som "
            "är ansvarig enligt avtalet."
        ),
        sends_to="till",
        wants_receipt=True,
    ),
    _act(
        READING,
        "Lägg fram hur ni läser",
        "lade fram sin läsning",
        fields=(
            Field("text", "Så läser vi raderna", Kind.LONG_TEXT),
            Field(
                "grund",
                "Det vi stöder oss på",
                Kind.LONG_TEXT,
                required=False,
                hint="Avtalets ord, lag eller skrivelse.",
            ),
        ),
        by_each=True,
        hint="Båda parters läsningar visas bredvid varandra, lika stora.",
    ),
    _act(
        RISK,
        "Bedöm en risk",
        "bedömde en risk",
        fields=(
            Field("risk", "Risk för patienten", Kind.LONG_TEXT),
            Field("sannolikhet", "Sannolikhet, 1 till 5", Kind.CHOICE, choices=SCALE, hint="5 är störst."),
            Field("konsekvens", "Konsekvens, 1 till 5", Kind.CHOICE, choices=SCALE, hint="5 är allvarligast."),
            Field("atgard", "Åtgärd", Kind.LONG_TEXT),
            Field("ansvarig", "Ansvarig enhet", Kind.UNIT),
            Field("senast", "Klar senast", Kind.DAY),
        ),
        hint="Gör det tillsammans. Talen multipliceras; vilket tal som är för högt säger ingen källa.",
        wants_receipt=True,
    ),
    _act(
        MEASURE_DONE,
        "Åtgärden är genomförd",
        "genomförde en åtgärd",
        fields=(WHICH, Field("text", "Vad som blev gjort", Kind.LONG_TEXT, required=False)),
    ),
    _act(
        NEW_DAY,
        "Ändra dagen för nivån",
        "ändrade dagen då nivån ska ha avgjort frågan",
        fields=(_DAY, REASON),
        wants_receipt=True,
    ),
    _act(
        CLIMB,
        "Lyft till nästa nivå",
        "lyfte frågan till nästa nivå",
        fields=(
            REASON,
            Field("till", "Enheter på nästa nivå", Kind.UNITS, hint="De som möts på nivån, från båda parter."),
            _DAY,
        ),
        hint="Den som är utsedd att agera fortsätter med det.",
        sends_to="till",
        wants_receipt=True,
    ),
    _act(
        PROPOSE,
        "Föreslå en lösning",
        "föreslog en lösning",
        fields=(
            Field("text", "Lösningen för den här patienten", Kind.LONG_TEXT),
            Field("ansvarig_part", "Vem som ansvarar i det här fallet", Kind.CHOICE, choices=OUTCOMES),
            Field(
                "enskilt_fall",
                "Samma sak utan uppgifter om personen",
                Kind.LONG_TEXT,
                hint=(
                    "Visas för andra när samma rader ska avgöra igen, märkt ”enskilt fall, inte bindande”. Skriv inte namn, "
                    "ålder, ort, enhet eller annat som någon kan kännas igen på."
                ),
                nameless=True,
            ),
        ),
        hint="Den andra parten godtar eller svarar varför inte.",
        wants_receipt=True,
    ),
    _act(
        ACCEPT,
        "Godta lösningen",
        "godtog lösningen",
        fields=(
            Field(
                "far_visas",
                "Är texten om det enskilda fallet fri från uppgifter om personen?",
                Kind.CHOICE,
                choices={"ja": "ja, den kan visas för andra", "nej": "nej, visa den inte"},
            ),
            Field("text", "Kommentar", Kind.LONG_TEXT, required=False),
        ),
        hint="Ni godtar för er part. Frågan är då avgjord i det här fallet, inte i avtalet.",
        wants_receipt=True,
        replies_to=frozenset({PROPOSE}),
    ),
    _act(
        REJECT,
        "Godta inte lösningen",
        "godtog inte lösningen",
        fields=(REASON,),
        wants_receipt=True,
        replies_to=frozenset({PROPOSE}),
    ),
    _act(
        WITHDRAW,
        "Dra tillbaka anmälan",
        "drog tillbaka anmälan",
        fields=(REASON,),
        hint="Enheten som anmälde kan dra tillbaka, till exempel när ni har blivit eniga på annat sätt.",
        wants_receipt=True,
    ),
)

LEVELS: Final = tuple(f"niva_{number}" for number in range(1, MOST_LEVELS + 1))
SETTLED: Final = "avgjord"
WITHDRAWN: Final = "tillbakadragen"

STAGES: Final = {
    stage.id: stage
    for stage in (
        *(Stage(name, f"nivå {number}", expects=(READING, RISK, ACCEPT)) for number, name in enumerate(LEVELS, 1)),
        Stage(SETTLED, "avgjord", is_open=False, hint="Parterna har godtagit en lösning."),
        Stage(WITHDRAWN, "tillbakadragen", is_open=False, hint="Anmälan är tillbakadragen."),
        *everywhere.ENDED,
    )
}

_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()})
_ON_A_LEVEL: Final = (READING, RISK, MEASURE_DONE, NEW_DAY, PROPOSE, REJECT)
_ALLOWED: Final = {
    "": {RAISE: LEVELS[0]},
    **{
        level: {
            **_COMMON[level],
            **dict.fromkeys(_ON_A_LEVEL, level),
            **({CLIMB: above} if above else {}),
            ACCEPT: SETTLED,
            WITHDRAW: WITHDRAWN,
        }
        for level, above in zip(LEVELS, (*LEVELS[1:], ""), strict=True)
    },
    SETTLED: {**_COMMON[SETTLED], MEASURE_DONE: SETTLED},
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open and stage.id != SETTLED},
}
_BECAUSE: Final = {
    (LEVELS[-1], CLIMB): "Frågan är redan på den högsta nivån.",
    **{(stage, RAISE): "Oenigheten är redan anmäld." for stage in STAGES},
}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS)}

LEVEL_CLOCK: Final = "Avgörande på nivån"
RISK_CLOCK: Final = "Åtgärd mot en risk"

DISAGREEMENT: Final = Process(
    "oenighet",
    "Oenighet om ansvar",
    "O",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({RAISE}),
    (),
    consults=("{region}/hemsjukvard", "{region}/lakaransvar"),
    stays_in="Vården och dess dokumentation fortsätter hos den som är utsedd att agera. Här ser båda parter vad de är oense om, vem som "
    "agerar, var frågan ligger och vad den kom fram till.",
    dated=(
        Dated(
            LEVEL_CLOCK,
            MappingProxyType({RAISE: "senast", CLIMB: "senast", NEW_DAY: "senast"}),
            frozenset({ACCEPT, WITHDRAW}),
            "",
            timedelta(days=1),
            is_everybodys=True,
        ),
        Dated(
            RISK_CLOCK,
            MappingProxyType({RISK: "senast"}),
            frozenset({MEASURE_DONE}),
            "",
            timedelta(days=1),
            owned_in="ansvarig",
            each=True,
        ),
    ),
    duties_said=(RAISE, "uppgifter"),
    one_at_a_time=False,
)


def rows(state: CaseState) -> tuple[AgreementRow, ...]:
    """The rows in dispute."""
    event = state.last.get(RAISE)
    return rows_of(event.data.get("rader")) if event else ()


def level(state: CaseState) -> int:
    """The level it is on, or was settled on, counted from 1."""
    return 1 + sum(event.kind == CLIMB for event in state.counted())


@dataclass(frozen=True)
class Settlement:
    """What both parties accepted, written without the person: a single case, binding nobody."""

    rows: tuple[AgreementRow, ...]
    text: str
    party: str
    level: int
    at: datetime


def settlement(state: CaseState) -> Settlement | None:
    """The settlement that may be shown to others; None when there is none, or when it names the person."""
    proposed, accepted = state.last.get(PROPOSE), state.last.get(ACCEPT)
    if state.stage_id != SETTLED or proposed is None or accepted is None or accepted.data.get("far_visas") != "ja":
        return None
    return Settlement(
        rows(state),
        str(proposed.data.get("enskilt_fall", "")),
        str(proposed.data.get("ansvarig_part", "")),
        level(state),
        accepted.happened,
    )
