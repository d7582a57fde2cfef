"""Inskrivning: from the day somebody says that a person needs care at home until the municipality has decided, and after.

Whether somebody should be enrolled the agreement says, by its own criteria (`asks`); whether they are, named people in the
municipality decide, with a reason. Who may raise the need and that planning comes first stand in Halland's agreement and
its public pages, the three ways in and the municipality's safety judgement in Örebro's. How often an enrolment is reviewed
no source says: people set the day.
"""

from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import (
    CLINICAL,
    DOCTORS,
    MUNICIPAL,
    NURSING,
    OPEN_CARE,
    PRIMARY_CARE,
    SPECIALISED,
    Duty,
    Role,
    UnitKind,
)
from samsyn.processes.everywhere import REASON
from samsyn.processes.fields import Field, Kind
from samsyn.processes.process import Act, Dated, Occurrence, Process, Stage, table_of_steps

WARD: Final = frozenset({UnitKind.WARD})
OPEN_STAFF: Final = frozenset({Role.GP, Role.CARE_CONTACT})
HOSPITAL: Final = frozenset({Role.HOSPITAL_DOCTOR, Role.DISCHARGE_COORDINATOR})
MUNICIPAL_STAFF: Final = frozenset({Role.NURSE, Role.THERAPIST, Role.CHIEF_NURSE})
RAISING_STAFF: Final = MUNICIPAL_STAFF | {Role.CARE_MANAGER, Role.HOME_MANAGER}

FROM_PRIMARY_CARE: Final = "anmal_fran_primarvarden"
FROM_SPECIALISED: Final = "anmal_fran_specialistvarden"
FROM_WARD: Final = "anmal_fran_slutenvarden"
FROM_MUNICIPALITY: Final = "anmal_fran_kommunen"
PLAN: Final = "planera_varden"
SAFETY: Final = "bedom_sakerheten"
ENROL: Final = "skriv_in"
REFUSE: Final = "skriv_inte_in"
SINGLE: Final = "besluta_enstaka"
VISIT: Final = "enstaka_besok"
DOCTOR_VISIT: Final = "lakarbesok"
LONGER: Final = "flytta_sista_dagen"
END_SINGLE: Final = "avsluta_enstaka"
GROWN: Final = "behovet_har_vuxit"
HOME_AGAIN: Final = "kom_hem"
REVIEW: Final = "omprova"
LEAVE: Final = "skriv_ut_ur_hemsjukvarden"
NO_LONGER: Final = "behovs_inte_langre"

EXTENDED: Final = "Specialistvårdens förlängda ansvar"
"""Örebro's time after a stay in hospital. How its seven days are counted no source says: people set the last."""

VISITING: Final = PRIMARY_CARE | {UnitKind.LM, UnitKind.GP_ON_CALL}
VISITING_DOCTORS: Final = DOCTORS - {Role.HOSPITAL_DOCTOR}
"""Whose doctors come to the home of somebody in home care, whoever pays for it."""

WAYS_IN: Final = (FROM_PRIMARY_CARE, FROM_SPECIALISED, FROM_WARD, FROM_MUNICIPALITY)

LAST_DAY_WARNS: Final = timedelta(days=2)
REVIEW_WARNS: Final = timedelta(days=14)
"""How long before the last day of single visits, and before a review, the clock warns: our choice, no source names it."""

_WHERE = Field(
    "vardas_just_nu_i",
    "Var ska vården ges?",
    Kind.CHOICE,
    choices={
        "hemmet": "i hemmet, där patienten bor",
        "korttidsboende": "på korttidsboende",
        "tillfällig bostad": "i en tillfällig bostad, till exempel hos anhöriga",
    },
    hint="Avtalet prövas för platsen där vården ska ges. Är patienten på sjukhus: dit patienten skrivs ut.",
)
_WHAT = Field("text", "Vad patienten behöver, och varför det behövs hemma", Kind.LONG_TEXT)
_TO_THE_MUNICIPALITY = Field(
    "till", "Till enheterna", Kind.UNITS, units=NURSING | PRIMARY_CARE, hint="Kommunens enhet svarar på anmälan."
)
_DECISION = "Beslutet är ditt och fattas för kommunen. Avtalets svar står på fallets sida; skriv skälet så att alla förstår det."


def _raising(
    act_id: str, title: str, roles: frozenset[Role], units: frozenset[UnitKind], hint: str, source: str, *more: Field
) -> Act:
    return Act(
        act_id,
        title,
        "anmälde behov av hemsjukvård",
        roles,
        units,
        (_WHAT, *more, _WHERE, _TO_THE_MUNICIPALITY),
        (Occurrence("behov anmält"),),
        hint=hint,
        sends_to="till",
        wants_receipt=True,
        carries=frozenset({Duty.DOCTOR}),
        source=source,
    )


_municipal = partial(Act, roles=MUNICIPAL_STAFF, units=NURSING)
"""What the municipality's own people judge, decide and do."""

_ACTS: Final = (
    _raising(
        FROM_PRIMARY_CARE,
        "Anmäl behov av hemsjukvård från vårdcentralen",
        OPEN_STAFF,
        PRIMARY_CARE,
        "Er vårdcentral har läkaransvaret medan behovet prövas.",
        "Örebro: tre vägar in; Halland: listad vårdcentral anmäler",
    ),
    _raising(
        FROM_SPECIALISED,
        "Anmäl behov av hemsjukvård från specialistmottagningen",
        OPEN_STAFF | {Role.HOSPITAL_DOCTOR},
        SPECIALISED,
        "Er mottagning har läkaransvaret medan behovet prövas. I Örebro får mottagningen hjälp av utskrivningssamordnare när "
        "SIP ska göras.",
        "Örebro: tre vägar in; Halland: psykiatrisk öppenvård anmäler",
    ),
    _raising(
        FROM_WARD,
        "Anmäl behov av hemsjukvård inför utskrivning",
        HOSPITAL,
        WARD,
        "Utskrivningen har sitt eget fall, med lagens tider. Här prövas bara om patienten ska skrivas in i hemsjukvården.",
        "Örebro: tre vägar in, utskrivningsplanering",
        Field(
            "behandlingsplan",
            "Medicinsk behandlingsplan",
            Kind.LONG_TEXT,
            required=False,
            hint="I Örebro ska den dokumenteras; rutinen tas fram. Skriv var den finns, eller det viktigaste ur den.",
        ),
    ),
    _raising(
        FROM_MUNICIPALITY,
        "Anmäl behov av hemsjukvård från kommunen",
        RAISING_STAFF,
        MUNICIPAL,
        "Skicka också till den vårdcentral där patienten är listad: läkaransvaret är regionens.",
        "Halland: kommunens personal anmäler. Örebro: ingen av de tre vägarna börjar hos kommunen",
    ),
    Act(
        PLAN,
        "Vårdplanering är gjord",
        "planerade vården",
        MUNICIPAL_STAFF | OPEN_STAFF | HOSPITAL | {Role.LM_DOCTOR},
        NURSING | OPEN_CARE | WARD,
        (Field("text", "Vad ni kom överens om: behov, insatser, vem som gör vad", Kind.LONG_TEXT),),
        (Occurrence("vårdplanering gjord"),),
        hint="Planeringen görs före insatserna och är grunden för inskrivningen. Planen förs i parternas egna system.",
        wants_receipt=True,
        source="Hallands överenskommelse: planering före alla insatser",
    ),
    _municipal(
        SAFETY,
        "Bedöm om vården kan utföras säkert",
        "bedömde om vården kan utföras patientsäkert",
        fields=(
            Field(
                "patientsakerhetsbedomning",
                "Kommunens bedömning",
                Kind.CHOICE,
                choices={
                    "kan utföras säkert": "vården kan utföras säkert",
                    "kan inte utföras säkert": "vården kan inte utföras säkert",
                },
            ),
            Field("text", "Vad bedömningen vilar på", Kind.LONG_TEXT),
        ),
        occurs=(Occurrence("patientsäkerhetsbedömning gjord"),),
        hint="I Örebro är det utredningens förslag att kommunen bedömer. Hallands avtal nämner den inte.",
        wants_receipt=True,
        source="Örebro, utredningens förslag: patientsäker vård",
    ),
    _municipal(
        ENROL,
        "Besluta: skriv in",
        "skrev in patienten i hemsjukvården",
        fields=(
            REASON,
            Field("omprovas", "Omprövas senast", Kind.DAY, hint="Ni väljer dagen. Ingen källa säger hur ofta."),
        ),
        occurs=(Occurrence("inskrivning i hemsjukvården"),),
        hint=_DECISION,
        wants_receipt=True,
        carries=frozenset({Duty.NURSING}),
        source="Hallands överenskommelse: tröskelprincipen; Örebro: kriterier för inskrivning",
    ),
    _municipal(
        REFUSE,
        "Besluta: skriv inte in",
        "beslutade att patienten inte skrivs in",
        fields=(
            REASON,
            Field("hanvisning", "Vem patienten vänder sig till i stället", Kind.TEXT, hint="Så att ingen blir utan."),
        ),
        hint=_DECISION,
        wants_receipt=True,
    ),
    _municipal(
        SINGLE,
        "Besluta: enstaka hembesök",
        "åtog sig enstaka hembesök",
        fields=(
            Field("uppgift", "Uppgiften", Kind.TEXT, hint="En avgränsad uppgift, till exempel en injektionskur."),
            Field("forsta_dagen", "Första dagen", Kind.DAY),
            Field(
                "sista_dagen", "Sista dagen", Kind.DAY, hint="Enstaka hembesök har en känd början och ett känt slut."
            ),
            REASON,
        ),
        hint="Kommunen utför, regionen är huvudman. Patienten skrivs inte in. Hembesöken upphör inte av sig själva: när "
        "sista dagen är slut syns det tills någon avslutar eller beslutar något annat.",
        wants_receipt=True,
        carries=frozenset({Duty.NURSING}),
        source="Halmstads svar 2024 och Hallands publika sidor: enstaka hembesök",
    ),
    _municipal(
        VISIT,
        "Registrera hembesök",
        "gjorde ett enstaka hembesök",
        fields=(Field("text", "Kort sammanfattning", Kind.LONG_TEXT, required=False),),
        occurs=(Occurrence("enstaka hembesök gjort"),),
        hint="Journalen förs hos er. Här räknas besöket.",
    ),
    Act(
        DOCTOR_VISIT,
        "Läkarbesök i hemmet",
        "gjorde hembesök",
        VISITING_DOCTORS,
        VISITING,
        (Field("text", "Kort sammanfattning", Kind.LONG_TEXT, required=False),),
        (
            Occurrence("läkarbesök av vårdcentralen", units=PRIMARY_CARE),
            Occurrence("läkarbesök av Läkarmedverkan", units=frozenset({UnitKind.LM})),
            Occurrence("läkarbesök av beredskapsjouren", units=frozenset({UnitKind.GP_ON_CALL})),
        ),
        hint="Journalen förs hos er. Här räknas besöket, och avräknas: vilka besök som ersätts säger avtalet.",
        source="HSU 2026-03-03: ersättning per hemsjukvårdsbesök",
    ),
    _municipal(
        LONGER,
        "Flytta sista dagen",
        "flyttade sista dagen för enstaka hembesök",
        fields=(Field("sista_dagen", "Ny sista dag", Kind.DAY), REASON),
        wants_receipt=True,
    ),
    _municipal(
        END_SINGLE,
        "Avsluta enstaka hembesök",
        "avslutade de enstaka hembesöken",
        fields=(Field("text", "Hur det gick, och vad som återstår", Kind.LONG_TEXT),),
        wants_receipt=True,
        releases=frozenset({Duty.NURSING}),
    ),
    Act(
        GROWN,
        "Behovet har vuxit: pröva inskrivning",
        "anmälde att behovet inte längre är avgränsat",
        MUNICIPAL_STAFF | OPEN_STAFF,
        NURSING | PRIMARY_CARE | SPECIALISED,
        (_WHAT,),
        (Occurrence("behov anmält"),),
        hint="Enstaka hembesök gäller det som har ett känt slut. Löper behovet vidare prövas inskrivning.",
        wants_receipt=True,
    ),
    Act(
        HOME_AGAIN,
        "Patienten har kommit hem från sjukhuset",
        "registrerade att patienten har kommit hem från sjukhuset",
        HOSPITAL | MUNICIPAL_STAFF | OPEN_STAFF,
        WARD | NURSING | PRIMARY_CARE,
        (
            Field(
                "specialistvarden_till",
                "Specialiserad vård har kvar ansvaret till och med",
                Kind.DAY,
                required=False,
                hint="I Örebro: sju dagar efter sjukhusvistelsen. Källan säger inte hur de räknas, så ange dagen ni är "
                "överens om. Lämna tomt i Halland.",
            ),
        ),
        (Occurrence("utskrivning från slutenvården"),),
        wants_receipt=True,
        source="Örebro: förlängt ansvar för specialiserad vård, sju dagar",
    ),
    _municipal(
        REVIEW,
        "Ompröva inskrivningen",
        "omprövade inskrivningen: den fortsätter",
        fields=(REASON, Field("omprovas", "Omprövas nästa gång senast", Kind.DAY)),
        hint="Ska patienten inte längre vara inskriven: välj ”Skriv ut ur hemsjukvården”.",
    ),
    _municipal(
        LEAVE,
        "Skriv ut ur hemsjukvården",
        "skrev ut patienten ur hemsjukvården",
        fields=(
            REASON,
            Field("hanvisning", "Vem patienten vänder sig till nu", Kind.TEXT, hint="Så att ingen blir utan."),
        ),
        occurs=(Occurrence("utskrivning från hemsjukvården"),),
        hint=_DECISION,
        wants_receipt=True,
        releases=frozenset({Duty.NURSING}),
    ),
    Act(
        NO_LONGER,
        "Anmälan gäller inte längre",
        "registrerade att anmälan inte längre gäller",
        CLINICAL,
        NURSING | OPEN_CARE | WARD,
        (
            Field(
                "grund",
                "Varför",
                Kind.CHOICE,
                choices={"avböjer": "patienten avböjer", "över": "behovet har gått över"},
            ),
            Field("text", "Kommentar", Kind.LONG_TEXT, required=False),
        ),
        wants_receipt=True,
    ),
)

RAISED: Final = "anmalt"
PLANNED: Final = "planerat"
ENROLLED: Final = "inskriven"
VISITED: Final = "enstaka"
NOT_ENROLLED: Final = "inte_inskriven"
SINGLE_OVER: Final = "enstaka_slut"
LEFT: Final = "utskriven"
WITHDRAWN: Final = "atertagen"

_DOCTOR: Final = frozenset({Duty.DOCTOR})

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(
            RAISED,
            "behovet är anmält",
            expects=(everywhere.NEEDS, PLAN),
            hint="Vården planeras innan någon skrivs in.",
            needs=_DOCTOR,
        ),
        Stage(
            PLANNED,
            "beslut väntas",
            expects=(ENROL, REFUSE, SINGLE),
            hint="Kommunen beslutar först.",
            needs=_DOCTOR,
        ),
        Stage(ENROLLED, "inskriven i hemsjukvården", hint="Patienten är inskriven."),
        Stage(VISITED, "enstaka hembesök", hint="Avsluta de enstaka hembesöken, eller pröva inskrivning."),
        Stage(
            NOT_ENROLLED, "inte inskriven", is_open=False, hint="Kommunen har beslutat. Ett nytt behov anmäls på nytt."
        ),
        Stage(SINGLE_OVER, "enstaka hembesök avslutade", is_open=False, hint="De enstaka hembesöken är avslutade."),
        Stage(LEFT, "utskriven ur hemsjukvården", is_open=False, hint="Patienten är utskriven ur hemsjukvården."),
        Stage(WITHDRAWN, "anmälan gäller inte längre", is_open=False, hint="Ett nytt behov anmäls på nytt."),
        *everywhere.ENDED,
    )
}

_COMMON = {
    stage: {**allowed, **({HOME_AGAIN: stage} if STAGES[stage].is_open else {})}
    for stage, allowed in everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()}).items()
}
_ALLOWED: Final = {
    "": dict.fromkeys(WAYS_IN, RAISED),
    RAISED: {
        **_COMMON[RAISED],
        DOCTOR_VISIT: RAISED,
        PLAN: PLANNED,
        SAFETY: RAISED,
        SINGLE: VISITED,
        REFUSE: NOT_ENROLLED,
        NO_LONGER: WITHDRAWN,
    },
    PLANNED: {
        **_COMMON[PLANNED],
        DOCTOR_VISIT: PLANNED,
        PLAN: PLANNED,
        SAFETY: PLANNED,
        ENROL: ENROLLED,
        SINGLE: VISITED,
        REFUSE: NOT_ENROLLED,
        NO_LONGER: WITHDRAWN,
    },
    ENROLLED: {
        **_COMMON[ENROLLED],
        **dict.fromkeys((PLAN, SAFETY, DOCTOR_VISIT, REVIEW), ENROLLED),
        LEAVE: LEFT,
    },
    VISITED: {
        **_COMMON[VISITED],
        VISIT: VISITED,
        DOCTOR_VISIT: VISITED,
        LONGER: VISITED,
        END_SINGLE: SINGLE_OVER,
        GROWN: RAISED,
    },
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {
    (RAISED, ENROL): "Vården planeras före inskrivningen. Registrera vårdplaneringen först.",
    (VISITED, ENROL): "Patienten har enstaka hembesök. Välj ”Behovet har vuxit: pröva inskrivning” först.",
    (ENROLLED, SINGLE): "Patienten är inskriven. Enstaka hembesök gäller den som inte är inskriven.",
    (LEFT, DOCTOR_VISIT): "Patienten är utskriven ur hemsjukvården. Ett besök därefter är inget hemsjukvårdsbesök.",
    **{(stage, act): "Fallet är redan öppnat." for stage in STAGES for act in WAYS_IN},
}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS)}
_IN, _OUT = MappingProxyType({"inskriven": "ja"}), MappingProxyType({"inskriven": "nej"})

ENROLMENT: Final = Process(
    "inskrivning",
    "Inskrivning i hemsjukvården",
    "I",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset(WAYS_IN),
    ("{region}/hemsjukvard",),
    ends_by_act=MappingProxyType({EXTENDED: (HOME_AGAIN, "specialistvarden_till")}),
    stays_in="Journal, vårdplan och beslut förs hos kommunen, vårdcentralen och sjukhuset, och meddelanden enligt lag skickas i "
    "Lifecare. Här ser alla parter vad avtalet säger, vad som är beslutat, av vem och till när.",
    dated=(
        Dated(
            "Sista dagen för enstaka hembesök",
            {SINGLE: "sista_dagen", LONGER: "sista_dagen"},
            frozenset({END_SINGLE, GROWN}),
            "kommun",
            LAST_DAY_WARNS,
        ),
        Dated(
            "Omprövning av inskrivningen",
            {ENROL: "omprovas", REVIEW: "omprovas"},
            frozenset({REVIEW, LEAVE}),
            "kommun",
            REVIEW_WARNS,
        ),
    ),
    asks=(
        ("{region}/hemsjukvard", "ska_skrivas_in"),
        ("{region}/hemsjukvard", "klarar_troskeln"),
        ("{region}/hemsjukvard", "enstaka_hembesok"),
        ("{region}/hemsjukvard", "planering_fore_insats"),
        ("{region}/hemsjukvard", "vag_in"),
        ("{region}/hemsjukvard", "kan_utforas_hemma"),
        ("{region}/hemsjukvard", "ansvarig_verksamhet"),
    ),
    settles=MappingProxyType(
        {
            ENROLLED: _IN,
            **dict.fromkeys((VISITED, NOT_ENROLLED, SINGLE_OVER, LEFT, everywhere.DEAD, everywhere.GONE), _OUT),
        }
    ),
)

DECISIONS: Final = (ENROL, REFUSE, SINGLE, REVIEW, LEAVE, END_SINGLE)
"""What named people decide, to be shown beside what the agreement answers."""
