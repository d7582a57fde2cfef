"""SIP: from the day somebody says that a coordinated plan is needed until it is followed up and closed.

The law (HSL 16 kap. 4 §, SoL 10 kap. 8–9 §§) says when a plan is made, that the person must consent, and the four things it
holds. It gives no day for the meeting and no interval for following up: people set them. The steps are those of SKR's
description of the work, which the law is the least of.
"""

from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import CLINICAL, Duty
from samsyn.processes.everywhere import ANY_UNIT, REASON
from samsyn.processes.fields import YES_NO, Field, Kind
from samsyn.processes.process import Act, Dated, Occurrence, Process, Stage, table_of_steps
from samsyn.processes.state import APPOINT

WISH: Final = "onska_sip"
NEED: Final = "bedom_att_sip_behovs"
NO_NEED: Final = "bedom_att_sip_inte_behovs"
CONSENT: Final = "samtycker"
NO_CONSENT: Final = "samtycker_inte"
WITHDRAW: Final = "aterkalla_samtycke"
CALL: Final = "kalla_till_mote"
MEETING: Final = "mote_holls"
MISSED: Final = "mote_blev_inte_av"
GOAL: Final = "skriv_mal"
ACTION: Final = "skriv_insats"
ADOPT: Final = "uppratta_plan"
FOLLOW_UP: Final = "folj_upp"
NOT_FOLLOWED: Final = "uppfoljning_blev_inte_av"
CLOSE: Final = "avsluta_plan"

CONSENT_CLOCK: Final = "Samtyckets sista dag"
CONSENT_WARNS: Final = timedelta(days=14)
MEETING_WARNS: Final = timedelta(days=1)
FOLLOW_UP_WARNS: Final = timedelta(days=7)
"""How long before these days the clock warns: our choice, no source names it."""

LAW: Final = "HSL 16 kap. 4 §, SoL 10 kap. 8 §"
STEPS_OF_SKR: Final = "SKR, Uppdrag psykisk hälsa: SIP-processen"

IN_PERSON: Final = "den enskilde"
DOCTOR_CAME: Final = "läkare"
PARTICIPANTS: Final = MappingProxyType(
    {
        IN_PERSON: "den enskilde själv",
        "närstående": "närstående",
        DOCTOR_CAME: "läkare",
        "sjuksköterska": "sjuksköterska från kommunen",
        "vårdkontakt": "fast vårdkontakt eller annan personal från regionen",
        "arbetsterapeut eller fysioterapeut": "arbetsterapeut eller fysioterapeut",
        "biståndshandläggare": "biståndshandläggare eller annan från socialtjänsten",
        "någon annan": "någon annan, till exempel skola, Försäkringskassan eller god man",
    }
)

REGION, MUNICIPALITY, OTHER = "region", "kommun", "annan"
_HUVUDMAN: Final = MappingProxyType({REGION: "regionen", MUNICIPALITY: "kommunen"})
RESPONSIBLE: Final = MappingProxyType({**_HUVUDMAN, OTHER: "någon annan än regionen och kommunen"})

_WHO_CAME = Field(
    "kom", "Vilka kom?", Kind.CHOICES, choices=PARTICIPANTS, hint="De som verkligen var med, på plats eller på distans."
)
_WHO_ELSE = Field("namn", "Namn och yrke på dem som kom", Kind.LONG_TEXT, required=False)

_act = partial(Act, roles=CLINICAL, units=ANY_UNIT)
"""Everybody in care and social services can take every step of a plan: it is made together."""

_ACTS: Final = (
    _act(
        WISH,
        "Ta emot önskemål om SIP",
        "tog emot ett önskemål om SIP",
        fields=(
            Field(
                "initiativ",
                "Vem önskar en SIP?",
                Kind.CHOICE,
                choices={
                    "den enskilde": "den enskilde själv",
                    "närstående": "närstående",
                    "någon annan": "någon annan, till exempel skola, Försäkringskassan eller Arbetsförmedlingen",
                },
            ),
            Field("text", "Vad som behöver samordnas", Kind.LONG_TEXT),
        ),
        hint="Vem som helst kan ta upp frågan. Om planen behövs bedömer regionen eller kommunen.",
        source=STEPS_OF_SKR,
    ),
    _act(
        NEED,
        "Bedöm att SIP behövs",
        "bedömde att en SIP behövs",
        fields=(
            Field("text", "Vad som behöver samordnas, och varför", Kind.LONG_TEXT),
            Field("till", "Till enheterna som berörs", Kind.UNITS),
        ),
        hint="Det räcker att regionen eller kommunen bedömer det. Arbetet med planen påbörjas utan dröjsmål.",
        sends_to="till",
        wants_receipt=True,
        source=LAW,
    ),
    _act(
        NO_NEED,
        "Bedöm att SIP inte behövs",
        "bedömde att ingen SIP behövs",
        fields=(REASON,),
        hint="Tala om för den som önskade planen varför, och hur behoven möts ändå.",
        wants_receipt=True,
        source=LAW,
    ),
    _act(
        CONSENT,
        "Registrera samtycke till SIP",
        "registrerade den enskildes samtycke till SIP",
        fields=(
            Field(
                "omfattar",
                "Vad samtycket gäller",
                Kind.LONG_TEXT,
                hint="Vad som ska planeras, vilka uppgifter som får delas och med vilka.",
            ),
            Field("galler_till", "Samtycket gäller till och med", Kind.DAY),
        ),
        hint="Samtycket gäller det som står här, till den dag som står här, och kan när som helst återkallas. Vem som får läsa "
        "vad i Samsyn avgörs av samtycket på personens sida, som är ett annat.",
        wants_receipt=True,
        source=f"{LAW}; {STEPS_OF_SKR}",
    ),
    _act(
        NO_CONSENT,
        "Den enskilde samtycker inte",
        "registrerade att den enskilde inte samtycker till SIP",
        fields=(Field("text", "Det som behöver sägas", Kind.LONG_TEXT, required=False),),
        hint="Utan samtycke görs ingen SIP. Den enskilde behöver inte ange något skäl.",
        wants_receipt=True,
        source=LAW,
    ),
    _act(
        WITHDRAW,
        "Samtycket är återkallat",
        "registrerade att den enskilde har återkallat sitt samtycke",
        fields=(Field("text", "Det som behöver sägas", Kind.LONG_TEXT, required=False),),
        hint="Arbetet med planen stannar för alla parter. Det som redan står i fallet finns kvar; inget nytt skrivs. Den enskilde "
        "behöver inte ange något skäl.",
        wants_receipt=True,
        undoes=frozenset({CONSENT}),
        source=STEPS_OF_SKR,
    ),
    _act(
        CALL,
        "Kalla till SIP-möte",
        "kallade till SIP-möte",
        fields=(
            Field("tid", "Mötets tid", Kind.MOMENT),
            Field(
                "plats",
                "Plats",
                Kind.CHOICE,
                choices={
                    "hemmet": "hemma hos den enskilde",
                    "vårdcentralen": "på vårdcentralen",
                    "sjukhuset": "på sjukhuset",
                    "digitalt": "digitalt",
                    "annan": "annan plats",
                },
            ),
            Field("fragor", "Frågor som mötet ska svara på", Kind.LONG_TEXT),
            Field(
                "lakarkompetens_behovs_i_sip",
                "Behövs läkare på mötet?",
                Kind.CHOICE,
                choices=YES_NO,
                hint="Kalla då läkarens enhet. Om läkaren kom följs upp.",
            ),
            Field("till", "Kallade enheter", Kind.UNITS),
            Field(
                "inbjudna",
                "Andra som bjuds in",
                Kind.LONG_TEXT,
                required=False,
                hint="Till exempel närstående, god man, skola eller Försäkringskassan.",
            ),
        ),
        occurs=(Occurrence("kallelse till SIP skickad"),),
        hint="Planen görs tillsammans med den enskilde när det är möjligt. Närstående får vara med om det är lämpligt och den "
        "enskilde inte motsätter sig det. Kallelsen skickas i Lifecare.",
        sends_to="till",
        wants_receipt=True,
        source=f"{LAW}; {STEPS_OF_SKR}",
    ),
    _act(
        MEETING,
        "Registrera mötet",
        "registrerade SIP-mötet",
        fields=(_WHO_CAME, _WHO_ELSE, Field("text", "Det viktigaste som sades", Kind.LONG_TEXT, required=False)),
        source=STEPS_OF_SKR,
    ),
    _act(
        MISSED,
        "Mötet blev inte av",
        "registrerade att SIP-mötet inte blev av",
        fields=(REASON,),
        wants_receipt=True,
    ),
    _act(
        GOAL,
        "Skriv ett mål",
        "skrev ett mål i planen",
        fields=(
            Field("mal", "Målet, med den enskildes egna ord", Kind.LONG_TEXT, hint="Så som den enskilde säger det."),
        ),
    ),
    _act(
        ACTION,
        "Skriv en insats",
        "skrev en insats i planen",
        fields=(
            Field("insats", "Vad som ska göras", Kind.LONG_TEXT),
            Field("ansvar", "Vem ansvarar?", Kind.CHOICE, choices=RESPONSIBLE),
            Field("vem", "Vem gör det?", Kind.TEXT, hint="Namn eller yrke, så att den enskilde vet vem som kommer."),
            Field("nar", "När?", Kind.TEXT, hint="Till exempel ”varje måndag” eller ”senast 15 juni”."),
        ),
        source=f"{LAW}: planens innehåll, punkterna 1–3",
    ),
    _act(
        ADOPT,
        "Upprätta planen",
        "upprättade planen",
        fields=(
            Field("overgripande", "Vem av huvudmännen har det övergripande ansvaret?", Kind.CHOICE, choices=_HUVUDMAN),
            Field("kontakt", "Den enskildes kontaktperson för planen", Kind.TEXT, hint="Namn, yrke och enhet."),
            Field("ring_dagtid", "Ring dagtid", Kind.TELEPHONE, hint="Vem som svarar, och telefonnumret."),
            Field(
                "ring_ovrig_tid",
                "Ring kvällar, nätter och helger",
                Kind.TELEPHONE,
                hint="Vem som svarar, och telefonnumret.",
            ),
            Field("foljs_upp", "Planen följs upp senast", Kind.DAY, hint="Ni väljer dagen. Lagen säger ingen."),
        ),
        occurs=(Occurrence("SIP upprättad"),),
        hint="Planen ska säga vilka insatser som behövs, vilka varje huvudman ansvarar för, vad andra gör, och vem som har det "
        "övergripande ansvaret. Den upprättas på nytt när den ändras.",
        wants_receipt=True,
        source=f"{LAW}: planens innehåll, punkt 4",
    ),
    _act(
        FOLLOW_UP,
        "Följ upp planen",
        "följde upp planen",
        fields=(
            _WHO_CAME,
            _WHO_ELSE,
            Field("text", "Hur det har gått, med den enskildes ord", Kind.LONG_TEXT),
            Field("foljs_upp", "Följs upp nästa gång senast", Kind.DAY, required=False),
        ),
        source=STEPS_OF_SKR,
    ),
    _act(
        NOT_FOLLOWED,
        "Uppföljningen blev inte av",
        "registrerade att uppföljningen inte blev av",
        fields=(REASON, Field("foljs_upp", "Följs i stället upp senast", Kind.DAY)),
        wants_receipt=True,
    ),
    _act(
        CLOSE,
        "Avsluta planen",
        "avslutade planen",
        fields=(
            Field(
                "grund",
                "Varför",
                Kind.CHOICE,
                choices={
                    "målen nådda": "målen är nådda",
                    "behövs inte": "samordningen behövs inte längre",
                    "ny plan": "en ny plan görs i stället",
                    "annat": "annat",
                },
            ),
            Field("text", "Kommentar", Kind.LONG_TEXT, required=False),
        ),
        wants_receipt=True,
        source=STEPS_OF_SKR,
    ),
)

WISHED: Final = "onskas"
NEEDED: Final = "samtycke_soks"
CONSENTED: Final = "forbereds"
CALLED: Final = "kallad"
MET: Final = "skrivs"
ADOPTED: Final = "galler"
NO_PLAN: Final = "behovs_inte"
DECLINED: Final = "inget_samtycke"
REVOKED: Final = "samtycke_aterkallat"
CLOSED: Final = "avslutad"

_NO_DUTIES: Final[frozenset[Duty]] = frozenset()

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(WISHED, "önskas", expects=(NEED, NO_NEED), hint="Bedöm först om planen behövs.", needs=_NO_DUTIES),
        Stage(
            NEEDED,
            "samtycke behövs",
            expects=(CONSENT,),
            hint="Planen görs bara om den enskilde samtycker. Fråga först.",
            needs=_NO_DUTIES,
        ),
        Stage(CONSENTED, "mötet förbereds", expects=(CALL,), hint="Kalla till mötet först.", needs=_NO_DUTIES),
        Stage(CALLED, "kallelsen är skickad", expects=(MEETING,), hint="Mötet hålls först.", needs=_NO_DUTIES),
        Stage(MET, "planen skrivs", expects=(GOAL, ACTION, ADOPT), hint="Upprätta planen först.", needs=_NO_DUTIES),
        Stage(ADOPTED, "planen gäller", hint="Planen är upprättad.", needs=_NO_DUTIES),
        Stage(CLOSED, "avslutad", is_open=False, hint="Planen är avslutad."),
        Stage(NO_PLAN, "ingen SIP behövs", is_open=False, hint="Planen behövs inte. Ett nytt behov får ett nytt fall."),
        Stage(DECLINED, "inget samtycke", is_open=False, hint="Utan samtycke görs ingen SIP."),
        Stage(
            REVOKED,
            "samtycket återkallat",
            is_open=False,
            hint="Samtycket är återkallat. Samtycker den enskilde igen öppnas ett nytt fall.",
        ),
        *everywhere.ENDED,
    )
}

WITHOUT: Final = frozenset({everywhere.TAKE_OVER, APPOINT, everywhere.NEEDS})
"""A plan is no care: nobody takes over or is appointed in it, and what care is needed is described in the care's own case."""

_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()}, WITHOUT)


def _with_consent(stage: str) -> dict[str, str]:
    """What can be done wherever the person's consent stands: it can be renewed, and taken back."""
    return {**_COMMON[stage], CONSENT: stage, WITHDRAW: REVOKED}


_ALLOWED: Final = {
    "": {WISH: WISHED, NEED: NEEDED},
    WISHED: {**_COMMON[WISHED], NEED: NEEDED, NO_NEED: NO_PLAN},
    NEEDED: {**_COMMON[NEEDED], CONSENT: CONSENTED, NO_CONSENT: DECLINED, NO_NEED: NO_PLAN},
    CONSENTED: {**_with_consent(CONSENTED), CALL: CALLED},
    CALLED: {**_with_consent(CALLED), CALL: CALLED, MEETING: MET, MISSED: CONSENTED},
    MET: {**_with_consent(MET), GOAL: MET, ACTION: MET, ADOPT: ADOPTED, CALL: CALLED},
    ADOPTED: {
        **_with_consent(ADOPTED),
        **dict.fromkeys((GOAL, ACTION, ADOPT, FOLLOW_UP, NOT_FOLLOWED), ADOPTED),
        CLOSE: CLOSED,
    },
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {
    (NEEDED, CALL): "Den enskilde har inte samtyckt än. Fråga först och registrera samtycket.",
    (NEEDED, MEETING): "Den enskilde har inte samtyckt än. Fråga först och registrera samtycket.",
    **{(stage, WITHDRAW): "Det finns inget samtycke att återkalla än." for stage in (WISHED, NEEDED)},
    **{(stage, WISH): "Fallet är redan öppnat." for stage in STAGES},
}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS) if act.id not in WITHOUT}

PLAN: Final = Process(
    "sip",
    "SIP, samordnad individuell plan",
    "S",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({WISH, NEED}),
    ("nationell/hsl", "{region}/sarskilt-boende"),
    stays_in="Kallelsen skickas och planen bevaras i Lifecare, och journalen förs hos var och en. Här ser alla parter hur långt "
    "arbetet har kommit, vilka som kom och när planen följs upp, och planen kan skrivas ut till den enskilde.",
    dated=(
        Dated(
            CONSENT_CLOCK,
            MappingProxyType({CONSENT: "galler_till"}),
            frozenset({WITHDRAW}),
            "parterna gemensamt",
            CONSENT_WARNS,
            bars=frozenset({CALL, MEETING, GOAL, ACTION, ADOPT, FOLLOW_UP}),
            barred="Samtycket gällde till och med {}. Efter den dagen görs inget i planen förrän den enskilde har samtyckt på "
            "nytt: fråga och registrera samtycket. Hände det här tidigare, ange när.",
        ),
        Dated("SIP-mötet", {CALL: "tid"}, frozenset({MEETING, MISSED}), "parterna gemensamt", MEETING_WARNS),
        Dated(
            "Uppföljning av planen",
            {ADOPT: "foljs_upp", FOLLOW_UP: "foljs_upp", NOT_FOLLOWED: "foljs_upp"},
            frozenset({FOLLOW_UP}),
            "parterna gemensamt",
            FOLLOW_UP_WARNS,
        ),
    ),
    asks=(("{region}/sarskilt-boende", "lakare_deltar_i_sip"),),
)
