"""Utskrivning: from the day somebody is taken into hospital until the care at home has taken over.

The steps and who takes them are the law's (lag 2017:612), with Halland's own routine of 2022; the clocks stand in the
agreements (`nationell/utskrivning`, `halland/utskrivning`).
"""

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import MUNICIPAL, OPEN_CARE, Duty, Role, UnitKind
from samsyn.processes.everywhere import REASON
from samsyn.processes.fields import YES_NO, Field, Kind
from samsyn.processes.process import Act, Dated, Occurrence, Process, Stage, table_of_steps

WARD: Final = frozenset({UnitKind.WARD})
HOSPITAL: Final = frozenset({Role.HOSPITAL_DOCTOR, Role.DISCHARGE_COORDINATOR})
DOCTOR: Final = frozenset({Role.HOSPITAL_DOCTOR})
OPEN_STAFF: Final = frozenset({Role.GP, Role.CARE_CONTACT, Role.LM_DOCTOR})
MUNICIPAL_STAFF: Final = frozenset({Role.NURSE, Role.THERAPIST, Role.CHIEF_NURSE, Role.CARE_MANAGER, Role.HOME_MANAGER})
BOTH: Final = frozenset(Duty)

OPEN: Final = "oppna"
NEED: Final = "bedom_behov"
NOTICE: Final = "inskrivningsmeddelande"
CHANGED: Final = "andra_beraknad"
PLANNING: Final = "borja_planera"
BASIS: Final = "planeringsunderlag"
CONTACT: Final = "utse_vardkontakt"
AVAILABLE: Final = "oppenvardens_insatser"
COMPLEX: Final = "komplex_hemgang"
POINT: Final = "punkt_infor_hemgang"
PLACEMENT: Final = "beslut_om_boendet"
COERCIVE: Final = "tvangsvard"
CARE_PLAN: Final = "samordnad_vardplan"
READY: Final = "utskrivningsklar"
READY_NOTICE: Final = "underratta"
NOT_READY: Final = "inte_langre_utskrivningsklar"
CALL: Final = "kalla_till_sip"
NO_SIP: Final = "ingen_sip"
HOME_READY: Final = "hemgangsklar"
LEAVE: Final = "skriv_ut"
TRANSFER: Final = "overfor_information"
PATIENT_INFO: Final = "patientinformation"
CLOSE: Final = "avsluta"

POINTS: Final = MappingProxyType(
    {
        "separat_meddelande": "1. Tidigt, separat meddelande om den komplexa hemgången",
        "datum": "2. Samtal om vilket datum patienten blir utskrivningsklar",
        "utbildning": "3. Vem utbildar vem, och när det är gjort",
        "material": "4. Sjukvårdsmaterial: vem beställer, vem betalar, finns det hemma",
        "lakarkontakt": "5. Fast läkarkontakt och kontaktväg dygnet runt",
        "vardplan": "6. Skriftlig individuell plan",
        "riskanalys": "7. Riskanalys",
    }
)
"""Kungsbacka's proposal of 2024-04-29 (seed 002): a proposal, adopted by nobody."""

DECIDING: Final = "placerande_kommun"
"""The field that names the municipality that decided on where the patient lives, when it is another."""

POINT_WARNS: Final = timedelta(days=1)
"""How long before its day a point that is not done warns: our choice."""
POINT_STANDINGS: Final = MappingProxyType({"inte klar": "inte klar", "klar": "klar", "behövs inte": "behövs inte"})

_LIST = Field(
    "till",
    "Till enheterna",
    Kind.UNITS,
    hint="Behövs kommunal hälso- och sjukvård ska också vårdcentralen få meddelandet (2 kap. 1 §).",
    units=frozenset(OPEN_CARE | MUNICIPAL),
)
_NEEDS = (
    Field(
        "kommunens_insatser_efter_utskrivning",
        "Kommunens insatser efter utskrivningen",
        Kind.CHOICE,
        choices={one: one for one in ("inga insatser", "socialtjänst", "sjukvård", "socialtjänst och sjukvård")},
    ),
    Field(
        "oppenvardens_insatser_efter_utskrivning",
        "Behövs insatser från regionens öppna vård?",
        Kind.CHOICE,
        choices=YES_NO,
    ),
)

_ACTS: Final = (
    Act(
        OPEN,
        "Öppna utskrivning",
        "öppnade fallet: patienten är inskriven",
        HOSPITAL,
        WARD,
        (
            Field(
                "tvangsvard",
                "Vårdas patienten med tvång?",
                Kind.CHOICE,
                choices={"ingen": "nej", "LPT": "ja, enligt LPT", "LRV": "ja, enligt LRV"},
            ),
        ),
        (Occurrence("inskrivning i slutenvården"),),
        hint="Tidpunkten är när patienten skrevs in. Inskrivningsmeddelandet ska ha skickats inom 24 timmar från den.",
        carries=BOTH,
        source="2 kap. 3 §",
    ),
    Act(
        NEED,
        "Bedöm behov av insatser",
        "bedömde att insatser kan behövas efter utskrivningen",
        DOCTOR,
        WARD,
        _NEEDS,
        (Occurrence("behov av insatser bedömt"),),
        hint="Den behandlande läkarens bedömning. Görs den senare än inskrivningen räknas de 24 timmarna från bedömningen.",
        source="2 kap. 1 och 3 §§",
    ),
    Act(
        NOTICE,
        "Skicka inskrivningsmeddelande",
        "skickade inskrivningsmeddelande",
        HOSPITAL,
        WARD,
        (Field("beraknad", "Beräknad tidpunkt för utskrivning", Kind.MOMENT), _LIST),
        (Occurrence("inskrivningsmeddelande skickat"),),
        hint="Meddelandet innehåller namn, personnummer, folkbokföringsadress och beräknad tidpunkt. Mer kräver lagen inte.",
        sends_to="till",
        wants_receipt=True,
        source="2 kap. 1–3 §§",
    ),
    Act(
        CHANGED,
        "Ändra beräknad utskrivning",
        "ändrade den beräknade utskrivningen",
        HOSPITAL,
        WARD,
        (
            Field("beraknad", "Ny beräknad tidpunkt", Kind.MOMENT),
            Field("skal", "Varför", Kind.LONG_TEXT, required=False),
        ),
        (Occurrence("beräknad utskrivning ändrad"),),
        hint="Alla berörda enheter får veta. I Halland ska kommunen kontaktas när dagen tidigareläggs eller skjuts upp mer än en dag.",
        wants_receipt=True,
        source="2 kap. 4 §; Hallands samverkansrutin",
    ),
    Act(
        PLANNING,
        "Börja planera",
        "började planera",
        OPEN_STAFF | MUNICIPAL_STAFF,
        frozenset(OPEN_CARE | MUNICIPAL),
        (Field("text", "Vad ni planerar för", Kind.LONG_TEXT, required=False),),
        (Occurrence("planering påbörjad"),),
        by_each=True,
        source="2 kap. 6 §",
    ),
    Act(
        BASIS,
        "Fyll i planeringsunderlag",
        "fyllde i planeringsunderlaget",
        OPEN_STAFF | MUNICIPAL_STAFF,
        frozenset(OPEN_CARE | MUNICIPAL),
        (
            Field("text", "Behov och planerade insatser", Kind.LONG_TEXT, hint="Undvik ”vet ej”: ring den som vet."),
            Field(
                "valt_spar",
                "Spår",
                Kind.CHOICE,
                choices={"inget ännu": "inget ännu", "grönt": "grönt", "gult": "gult", "rött": "rött"},
                hint="Vad som leder till vilket spår säger ingen källa vi har; ni bedömer.",
            ),
            Field(
                "i_malgruppen_for_sip_i_hemmet",
                "Hör patienten till målgruppen för SIP i hemmet?",
                Kind.CHOICE,
                required=False,
                choices=YES_NO,
            ),
        ),
        (Occurrence("planeringsunderlag ifyllt"),),
        hint="Underlaget förs i Lifecare. Här står det som alla parter behöver se.",
        source="Hallands samverkansrutin: 48 timmar",
    ),
    Act(
        CONTACT,
        "Utse fast vårdkontakt",
        "utsåg fast vårdkontakt",
        OPEN_STAFF,
        frozenset(OPEN_CARE),
        (Field("namn", "Fast vårdkontakt", Kind.TEXT, hint="Namn och yrke på den som utses vid er enhet."),),
        (Occurrence("fast vårdkontakt utsedd"),),
        hint="Ska vara gjort före utskrivningen. Verksamhetschefen utser; en som redan finns på enheten får fortsätta.",
        source="2 kap. 5 §",
    ),
    Act(
        AVAILABLE,
        "Meddela om öppenvårdens insatser finns",
        "meddelade om öppenvårdens insatser är tillgängliga",
        OPEN_STAFF,
        frozenset(OPEN_CARE),
        (
            Field(
                "oppenvardens_insatser_tillgangliga",
                "Är öppenvårdens insatser tillgängliga?",
                Kind.CHOICE,
                choices={"ja": "ja", "nej": "nej", "ej klarlagt": "inte klarlagt"},
            ),
        ),
        hint="Kan patienten inte skrivas ut för att insatserna saknas, eller är det inte klarlagt, börjar inte kommunens betalningsansvar.",
        source="5 kap. 5 §",
    ),
    Act(
        COMPLEX,
        "Markera komplex hemgång",
        "markerade hemgången som komplex",
        HOSPITAL | OPEN_STAFF | MUNICIPAL_STAFF,
        frozenset(WARD | OPEN_CARE | MUNICIPAL),
        (Field("text", "Vad som gör hemgången komplex", Kind.LONG_TEXT),),
        hint="Alla som deltar får veta det, skilt från andra meddelanden, och kvitterar. Är kommunen inte med än: ta med den först. "
        "Fallet får Kungsbackas checklista i sju punkter; den är ett förslag från en kommun och råder bara.",
        wants_receipt=True,
    ),
    Act(
        POINT,
        "Uppdatera en punkt inför hemgång",
        "uppdaterade checklistan inför hemgång",
        HOSPITAL | OPEN_STAFF | MUNICIPAL_STAFF,
        frozenset(WARD | OPEN_CARE | MUNICIPAL),
        (
            Field("punkt", "Punkt", Kind.CHOICE, choices=POINTS),
            Field("lage", "Läge", Kind.CHOICE, choices=POINT_STANDINGS),
            Field("ansvarig", "Ansvarig enhet", Kind.UNIT),
            Field("senast", "Klart senast", Kind.DAY),
            Field("text", "Vad som är bestämt", Kind.LONG_TEXT, required=False),
        ),
    ),
    Act(
        PLACEMENT,
        "Ange vem som beslutat om boendet",
        "angav vilken kommun som har beslutat om boendet",
        MUNICIPAL_STAFF,
        frozenset(MUNICIPAL),
        (
            Field(
                "kommun_som_beslutat_om_placeringen",
                "Vilken kommun har beslutat om boendet?",
                Kind.CHOICE,
                choices={
                    "ingen placering": "ingen, patienten bor i ordinärt boende",
                    "vistelsekommunen": "kommunen där patienten bor",
                    "annan kommun i länet": "en annan kommun i länet",
                    "kommun i annat län": "en kommun i ett annat län",
                },
            ),
            Field(
                DECIDING,
                "Den beslutande kommunens namn",
                Kind.TEXT,
                required=False,
                hint="Behövs när det är en annan kommun än den där patienten bor.",
            ),
        ),
        hint="Har en annan kommun beslutat om ett särskilt boende är det enligt lagen den som kan få betala för vårddygn efter "
        "att patienten är utskrivningsklar.",
        source="5 kap. 2 §",
    ),
    Act(
        COERCIVE,
        "Ändra vårdform (LPT, LRV)",
        "ändrade vårdformen",
        DOCTOR,
        WARD,
        (
            Field(
                "tvangsvard",
                "Vårdas patienten med tvång?",
                Kind.CHOICE,
                choices={"ingen": "nej", "LPT": "ja, enligt LPT", "LRV": "ja, enligt LRV"},
            ),
        ),
        source="4 kap. 1 §",
    ),
    Act(
        CARE_PLAN,
        "Samordnad vårdplan gjord",
        "registrerade att samordnad vårdplan är gjord",
        HOSPITAL,
        WARD,
        hint="Vid tvångsvård görs samordnad vårdplan enligt LPT eller LRV i stället för SIP.",
        source="4 kap. 1 §; 7 a § LPT, 12 a § LRV",
    ),
    Act(
        READY,
        "Bedöm utskrivningsklar",
        "bedömde patienten utskrivningsklar",
        DOCTOR,
        WARD,
        occurs=(Occurrence("utskrivningsklar bedömd"),),
        hint="Den behandlande läkarens bedömning: patienten behöver inte längre vård i den slutna vården.",
        source="1 kap. 3 §",
    ),
    Act(
        READY_NOTICE,
        "Underrätta om utskrivningsklar",
        "underrättade om att patienten är utskrivningsklar",
        HOSPITAL,
        WARD,
        occurs=(Occurrence("underrättelse om utskrivningsklar skickad"),),
        hint="Klockslaget har betydelse: skickas den efter 12.00 börjar betalningsansvaret enligt lagen en dag senare.",
        wants_receipt=True,
        source="3 kap. 1 §; 5 kap. 4 §",
    ),
    Act(
        NOT_READY,
        "Inte längre utskrivningsklar",
        "ändrade bedömningen: patienten är inte längre utskrivningsklar",
        DOCTOR,
        WARD,
        (REASON,),
        wants_receipt=True,
        undoes=frozenset({READY, READY_NOTICE, CALL}),
    ),
    Act(
        CALL,
        "Kalla till SIP",
        "kallade till samordnad individuell planering",
        frozenset({Role.CARE_CONTACT, Role.GP}),
        frozenset(OPEN_CARE),
        (
            Field("tid", "Mötets tid", Kind.MOMENT),
            Field(
                "plats",
                "Plats",
                Kind.CHOICE,
                choices={
                    "hemmet": "hemma hos patienten",
                    "sjukhuset": "på sjukhuset",
                    "digitalt": "digitalt",
                    "annan": "annan plats",
                },
            ),
            Field("till", "Kallade enheter", Kind.UNITS),
        ),
        (Occurrence("kallelse till SIP skickad"),),
        unless=frozenset({NO_SIP, CARE_PLAN}),
        hint="Kallelsen skickas i Lifecare. Här ser alla parter att den är skickad, och när. Samtycket, mötet och planen förs "
        "i ett eget fall: välj ”Bedöm att SIP behövs” på personens sida.",
        sends_to="till",
        wants_receipt=True,
        source="4 kap. 3 §",
    ),
    Act(
        NO_SIP,
        "Ingen SIP ska göras",
        "registrerade att ingen SIP ska göras",
        OPEN_STAFF | HOSPITAL,
        frozenset(OPEN_CARE | WARD),
        (
            Field(
                "grund",
                "Varför",
                Kind.CHOICE,
                choices={"behövs inte": "SIP bedöms inte behövas", "samtycker inte": "patienten samtycker inte"},
            ),
        ),
        source="HSL 16 kap. 4 §",
    ),
    Act(
        HOME_READY,
        "Kommentera Hemgångsklar",
        "kommenterade varje punkt i Hemgångsklar",
        HOSPITAL,
        WARD,
        hint="Kommentarerna förs i Lifecare, i patientinformationen.",
        source="Hallands samverkansrutin",
    ),
    Act(
        LEAVE,
        "Skriv ut patienten",
        "skrev ut patienten",
        HOSPITAL,
        WARD,
        (
            Field(
                "hem_till",
                "Till",
                Kind.CHOICE,
                choices={
                    "ordinärt boende": "ordinärt boende",
                    "korttidsboende": "korttidsboende",
                    "särskilt boende för äldre": "särskilt boende för äldre",
                    "annat boende": "annat boende",
                    "annat sjukhus": "annat sjukhus",
                },
            ),
        ),
        (Occurrence("utskrivning från slutenvården"),),
        wants_receipt=True,
        releases=BOTH,
    ),
    Act(
        TRANSFER,
        "Informationen är överförd",
        "överförde den information som behövs för fortsatt vård",
        HOSPITAL,
        WARD,
        (Field("text", "Vad som fördes över och hur", Kind.LONG_TEXT, required=False),),
        (Occurrence("information överförd"),),
        hint="Senast utskrivningsdagen. Informationen förs över i den lagstadgade kanalen (i Halland Lifecare), inte här.",
        source="3 kap. 2 §",
    ),
    Act(
        PATIENT_INFO,
        "Patienten har fått sin information",
        "lämnade skriftlig information till patienten",
        HOSPITAL,
        WARD,
        occurs=(Occurrence("patientinformation lämnad"),),
        source="3 kap. 3 §; patientlagen 3 kap. 2 b §",
    ),
    Act(
        CLOSE,
        "Avsluta fallet",
        "avslutade fallet",
        HOSPITAL | OPEN_STAFF | MUNICIPAL_STAFF,
        frozenset(WARD | OPEN_CARE | MUNICIPAL),
        (Field("text", "Slutanteckning", Kind.LONG_TEXT, required=False),),
    ),
)

ADMITTED: Final = "inskriven"
PLANNED: Final = "planeras"
IS_READY: Final = "utskrivningsklar"
HOME: Final = "utskriven"
CLOSED: Final = "avslutad"

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(ADMITTED, "inskriven", expects=(NEED, NOTICE), keeps=True, hint="Skicka inskrivningsmeddelandet först."),
        Stage(
            PLANNED,
            "planeras",
            expects=(PLANNING, CONTACT, BASIS, AVAILABLE, READY),
            keeps=True,
        ),
        Stage(
            IS_READY,
            "utskrivningsklar",
            expects=(
                READY_NOTICE,
                PLANNING,
                CONTACT,
                BASIS,
                AVAILABLE,
                CALL,
                HOME_READY,
                LEAVE,
                TRANSFER,
                PATIENT_INFO,
            ),
            keeps=True,
        ),
        Stage(HOME, "utskriven", expects=(TRANSFER, PATIENT_INFO, CLOSE), hint="Patienten har lämnat sjukhuset."),
        Stage(CLOSED, "avslutad", is_open=False, hint="Fallet är avslutat."),
        *everywhere.ENDED,
    )
}

_IN_HOSPITAL = (
    NEED,
    CHANGED,
    PLANNING,
    BASIS,
    CONTACT,
    AVAILABLE,
    COMPLEX,
    POINT,
    PLACEMENT,
    COERCIVE,
    CARE_PLAN,
    NO_SIP,
    HOME_READY,
)
_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()})
_ALLOWED: Final = {
    "": {OPEN: ADMITTED},
    ADMITTED: {
        **_COMMON[ADMITTED],
        NEED: ADMITTED,
        COERCIVE: ADMITTED,
        PLACEMENT: ADMITTED,
        COMPLEX: ADMITTED,
        POINT: ADMITTED,
        NOTICE: PLANNED,
        LEAVE: HOME,
    },
    PLANNED: {**_COMMON[PLANNED], **dict.fromkeys(_IN_HOSPITAL, PLANNED), READY: IS_READY, TRANSFER: PLANNED},
    IS_READY: {
        **_COMMON[IS_READY],
        **dict.fromkeys(_IN_HOSPITAL, IS_READY),
        READY_NOTICE: IS_READY,
        NOT_READY: PLANNED,
        CALL: IS_READY,
        TRANSFER: IS_READY,
        PATIENT_INFO: IS_READY,
        LEAVE: HOME,
    },
    HOME: {
        **_COMMON[HOME],
        **dict.fromkeys((CONTACT, CALL, TRANSFER, PATIENT_INFO, PLANNING, BASIS, PLACEMENT, POINT), HOME),
        CLOSE: CLOSED,
    },
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {
    (
        PLANNED,
        NOTICE,
    ): "Inskrivningsmeddelandet är redan skickat. Har tiden ändrats: välj ”Ändra beräknad utskrivning”.",
    (IS_READY, NOTICE): "Inskrivningsmeddelandet är redan skickat.",
    (
        ADMITTED,
        READY,
    ): "Skicka inskrivningsmeddelandet först: utan det kan mottagarna inte planera, och betalningsansvaret inte börja.",
    (PLANNED, LEAVE): "Patienten är inte bedömd utskrivningsklar. Läkaren gör bedömningen först.",
    (PLANNED, CALL): "Kallelsen till SIP skickas när patienten är bedömd utskrivningsklar.",
    (IS_READY, READY): "Patienten är redan bedömd utskrivningsklar.",
    (IS_READY, CLOSE): "Patienten är kvar på sjukhuset. Skriv ut patienten först.",
    (PLANNED, CLOSE): "Patienten är kvar på sjukhuset. Skriv ut patienten först, eller avbryt fallet.",
    (ADMITTED, CLOSE): "Patienten är kvar på sjukhuset. Skriv ut patienten först, eller avbryt fallet.",
    **{(stage, OPEN): "Fallet är redan öppnat." for stage in STAGES},
}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS)}

DISCHARGE: Final = Process(
    "utskrivning",
    "Utskrivning",
    "U",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({OPEN}),
    ("nationell/utskrivning", "halland/utskrivning", "{region}/hemsjukvard"),
    ("{region}/lakaransvar",),
    MappingProxyType({"Tiden för inskrivningsmeddelande": "inskrivningsmeddelande när behovet syns senare"}),
    "Inskrivningsmeddelande, planeringsunderlag, underrättelse, kallelse och SIP skickas och bevaras i Lifecare; journalen förs "
    "hos varje vårdgivare. Här ser alla parter vad som är gjort, vad som återstår och vem som agerar.",
    dated=(
        Dated(
            "Punkt inför hemgång",
            MappingProxyType({POINT: "senast"}),
            frozenset({POINT}),
            "",
            POINT_WARNS,
            owned_in="ansvarig",
            about="punkt",
            names=POINTS,
            met_when=MappingProxyType({"lage": frozenset({"klar", "behövs inte"})}),
        ),
    ),
)
