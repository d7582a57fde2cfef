"""Avvikelse: something that did not go as agreed between the parties, told to who can answer, answered, mended, closed.

One loop for all parties: a receiver that has a name, a day to answer by, the answer back to the unit that reported, and the
measures each with who does it and when. The decision of 2026-03-03 has deviations followed up; how they are handled between
the parties no source says, so the steps are ours. A serious injury of care is reported to IVO by the care provider itself.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import CLINICAL, ROLE_NAMES
from samsyn.processes.everywhere import ANY_UNIT, REASON, WHICH
from samsyn.processes.fields import Field, Kind
from samsyn.processes.process import Act, Dated, Occurrence, Process, Stage, table_of_steps
from samsyn.processes.state import APPOINT, CaseState

REPORT: Final = "anmal_avvikelse"
FORWARD: Final = "skicka_vidare"
ANSWER: Final = "besvara"
MORE: Final = "begar_komplettering"
MEASURE: Final = "besluta_atgard"
MEASURE_DONE: Final = "atgard_klar"
CLOSE: Final = "avsluta_avvikelse"

ASKS: Final = frozenset({REPORT, FORWARD, MORE})
"""The acts that ask for an answer by a day."""
DAYS_TO_ANSWER: Final = 14
"""What the form suggests as time to answer: our choice. No source has a time; the one who reports decides."""

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "inskrivningsmeddelande": "inskrivningsmeddelandet",
        "planering": "planeringen inför hemgång",
        "utskrivningsklar": "utskrivningsklar och hemgångens dag",
        "information": "informationen vid utskrivning",
        "lakemedel": "läkemedel och läkemedelslista",
        "material": "material och hjälpmedel",
        "utbildning": "utbildning inför hemgång",
        "kontaktvag": "att nå en läkare",
        "lakarinsats": "läkarbesök och ordinationer hemma",
        "overlamning": "överlämning mellan vårdgivare",
        "sip": "SIP och uppföljning",
        "inskrivning": "inskrivning i hemsjukvård",
        "meddelande": "meddelande som inte lästes",
        "annat": "annat",
    }
)
"""Where in what the parties do together it happened. Our list, after what the sources tell of."""

_ROLES: Final = {role.value: name for role, name in ROLE_NAMES.items() if role in CLINICAL}
_RECEIVER: Final = (
    Field("till", "Till enheten", Kind.UNITS, hint="Den enhet som kan svara på vad som hände."),
    Field("roll", "Den som ska svara", Kind.CHOICE, choices=_ROLES, hint="Rollen på enheten som svarar."),
)
_ANSWER_BY: Final = Field(
    "senast",
    "Svar senast",
    Kind.DAY,
    hint=f"Du bestämmer dagen. Vårt förslag är {DAYS_TO_ANSWER} dagar; ingen källa säger hur lång tid ett svar får ta.",
)

_act = partial(Act, roles=CLINICAL, units=ANY_UNIT)
"""Everybody in care and social services can take every step: it is settled together."""

_ACTS: Final = (
    _act(
        REPORT,
        "Anmäl avvikelse",
        "anmälde en avvikelse",
        fields=(
            Field("text", "Vad hände?", Kind.LONG_TEXT, hint="Beskriv det som hände, inte vem som gjorde fel."),
            Field("nar", "När hände avvikelsen?", Kind.MOMENT, required=False),
            Field("plats", "Var i samarbetet hände det?", Kind.CHOICE, choices=PLACES),
            Field("foljd", "Vad blev följden för patienten?", Kind.LONG_TEXT, required=False),
            *_RECEIVER,
            _ANSWER_BY,
            Field(
                "rader",
                "Rader i ett avtal som det gäller",
                Kind.ROWS,
                required=False,
                hint="En rad i taget: avtal | svar | rad. Lämna tomt om du inte vet.",
            ),
            Field(
                "fall",
                "Fallets nummer",
                Kind.TEXT,
                required=False,
                hint="Om det hände i ett fall här, till exempel U-ABCDEF.",
            ),
        ),
        occurs=(Occurrence("avvikelse anmäld"),),
        hint=(
            "Mottagaren svarar er, och ni avslutar när svaret räcker. En allvarlig vårdskada anmäler vårdgivaren dessutom till "
            "IVO (3 kap. 5 § patientsäkerhetslagen); det görs inte här."
        ),
        sends_to="till",
        wants_receipt=True,
        source="HSU 2026-03-03: avvikelser följs upp",
    ),
    _act(
        FORWARD,
        "Skicka vidare till rätt mottagare",
        "skickade avvikelsen vidare",
        fields=(*_RECEIVER, _ANSWER_BY, REASON),
        hint="När någon annan kan svara bättre. Den som anmälde ser vem som nu ska svara, och när.",
        sends_to="till",
        wants_receipt=True,
    ),
    _act(
        ANSWER,
        "Besvara avvikelsen",
        "besvarade avvikelsen",
        fields=(
            Field("text", "Vad ni har kommit fram till", Kind.LONG_TEXT, hint="Svaret går till enheten som anmälde."),
            Field("orsak", "Vad det berodde på", Kind.LONG_TEXT, required=False),
        ),
        wants_receipt=True,
        replies_to=ASKS,
    ),
    _act(
        MORE,
        "Begär komplettering",
        "begärde komplettering av svaret",
        fields=(*_RECEIVER, _ANSWER_BY, REASON),
        sends_to="till",
        wants_receipt=True,
    ),
    _act(
        MEASURE,
        "Besluta om en åtgärd",
        "beslutade om en åtgärd",
        fields=(
            Field("text", "Åtgärd", Kind.LONG_TEXT),
            Field("ansvarig", "Ansvarig enhet", Kind.UNIT, hint="En enhet som deltar."),
            Field("senast", "Klar senast", Kind.DAY),
        ),
        wants_receipt=True,
    ),
    _act(
        MEASURE_DONE,
        "Åtgärden är genomförd",
        "genomförde en åtgärd",
        fields=(WHICH, Field("text", "Vad som blev gjort", Kind.LONG_TEXT, required=False)),
    ),
    _act(
        CLOSE,
        "Avsluta avvikelsen",
        "avslutade avvikelsen",
        fields=(Field("text", "Vad ni har lärt er tillsammans", Kind.LONG_TEXT, required=False),),
        hint="Enheten som anmälde avslutar, när svaret räcker och åtgärderna är genomförda.",
        wants_receipt=True,
    ),
)

SENT: Final = "skickad"
ANSWERED: Final = "besvarad"
MENDING: Final = "atgardas"
CLOSED: Final = "avslutad"

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(SENT, "väntar på svar", expects=(ANSWER,), hint="Mottagaren svarar först.", needs=frozenset()),
        Stage(ANSWERED, "besvarad", expects=(CLOSE,), needs=frozenset()),
        Stage(MENDING, "åtgärder pågår", expects=(MEASURE_DONE, CLOSE), needs=frozenset()),
        Stage(CLOSED, "avslutad", is_open=False, hint="Avvikelsen är avslutad."),
        everywhere.IS_CANCELLED,
    )
}

NO_CARE: Final = frozenset({everywhere.TAKE_OVER, APPOINT, everywhere.NEEDS, everywhere.DEATH, everywhere.MOVED})
"""Acts of cases of care. A deviation is no care, and it is answered though the person has died or moved."""

_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()}, NO_CARE)
_ALLOWED: Final = {
    "": {REPORT: SENT},
    SENT: {**_COMMON[SENT], FORWARD: SENT, ANSWER: ANSWERED},
    ANSWERED: {**_COMMON[ANSWERED], MORE: SENT, MEASURE: MENDING, CLOSE: CLOSED},
    MENDING: {**_COMMON[MENDING], MORE: SENT, MEASURE: MENDING, MEASURE_DONE: MENDING, CLOSE: CLOSED},
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {
    (SENT, CLOSE): "Avvikelsen är inte besvarad än. Har den skickats till fel enhet kan den skickas vidare.",
    (ANSWERED, ANSWER): "Avvikelsen är redan besvarad. Den som anmälde kan begära komplettering.",
    (MENDING, ANSWER): "Avvikelsen är redan besvarad. Den som anmälde kan begära komplettering.",
    (ANSWERED, MEASURE_DONE): "Ingen åtgärd är beslutad än.",
    **{(stage, REPORT): "Avvikelsen är redan anmäld." for stage in STAGES},
}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS) if act.id not in NO_CARE}

_ASKED: Final = MappingProxyType(dict.fromkeys(ASKS, "senast"))
ANSWER_CLOCK: Final = "Svar på avvikelsen"
MEASURE_CLOCK: Final = "Åtgärd efter avvikelsen"

DEVIATION: Final = Process(
    "avvikelse",
    "Avvikelse",
    "A",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({REPORT}),
    (),
    consults=("{region}/hemsjukvard", "{region}/lakaransvar", "nationell/utskrivning"),
    stays_in="Var och en utreder och dokumenterar avvikelsen i sitt eget system, och anmäler vårdskador till IVO därifrån. Här ser alla "
    "parter vem som ska svara, när, och vad svaret blev.",
    dated=(
        Dated(ANSWER_CLOCK, _ASKED, frozenset({ANSWER}), "", timedelta(days=2), owned_in="till"),
        Dated(
            MEASURE_CLOCK,
            MappingProxyType({MEASURE: "senast"}),
            frozenset({MEASURE_DONE}),
            "",
            timedelta(days=2),
            owned_in="ansvarig",
            each=True,
        ),
    ),
    one_at_a_time=False,
)


def reporter(state: CaseState) -> str:
    """The unit that reported; empty when what it reported is gone."""
    event = state.last.get(REPORT)
    return event.unit if event else ""
