"""Läkarstöd: temporary doctor support at home after a hospital stay, for up to 14 days, as decided on 2026-03-03.

The hospital's doctor judges the risk, with reasons; there is no score (no source names one for Halland). The length stands
in the agreement `halland/lakarinsatser`. Who holds the medical responsibility meanwhile the decision does not say.
"""

from functools import partial
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import DOCTORS, PRIMARY_CARE, Duty, Role, UnitKind
from samsyn.processes.everywhere import REASON
from samsyn.processes.fields import Field, Kind
from samsyn.processes.process import Act, Occurrence, Process, Stage, table_of_steps

WARD: Final = frozenset({UnitKind.WARD})
LM: Final = frozenset({UnitKind.LM})
HOSPITAL: Final = frozenset({Role.HOSPITAL_DOCTOR, Role.DISCHARGE_COORDINATOR})
CONTACTS: Final = MappingProxyType(
    {"hembesök": "hembesök", "telefon": "telefon", "video": "video", "annan": "annan kontakt"}
)

RISK: Final = "bedom_hog_risk"
ASK: Final = "begar_sarskild_provning"
GRANT: Final = "bevilja"
DENY: Final = "avsla"
INITIATE: Final = "initiera"
PLAN: Final = "planera_tillsammans"
START: Final = "starta"
HOME: Final = "hemma"
FIRST: Final = "forsta_kontakt"
VISIT: Final = "lakarbesok"
CALL: Final = "samtal"
FOLLOW_UP: Final = "avstamning"
ASK_LONGER: Final = "begar_forlangning"
GRANT_LONGER: Final = "bevilja_forlangning"
DENY_LONGER: Final = "avsla_forlangning"
HAND_OVER: Final = "foresla_overlamning"
ACCEPT: Final = "ta_emot"
RETURN: Final = "lamna_tillbaka"
END: Final = "avsluta_stodet"
READMITTED: Final = "aterinskriven"

WHO_REVIEWS: Final = (
    "Individuellt beslut. Vem som prövar säger beslutet av 2026 inte; den läkare som beslutar står för det."
)
_REASONS = Field("skal", "Skäl för bedömningen", Kind.LONG_TEXT, hint="Egna ord. Inget poängtal räknas fram.")
_TO_LM_AND_VC = Field(
    "till",
    "Till Läkarmedverkan och listad vårdcentral",
    Kind.UNITS,
    units=LM | PRIMARY_CARE,
    hint="Båda deltar i planeringen tillsammans med slutenvården.",
)

_reviewed = partial(Act, roles=DOCTORS, units=WARD | LM | PRIMARY_CARE, hint=WHO_REVIEWS, wants_receipt=True)
"""What is decided in a special review, of support as of more of it."""

_ACTS: Final = (
    Act(
        RISK,
        "Bedöm hög risk för oplanerad återinskrivning",
        "bedömde risken för oplanerad återinskrivning som hög",
        frozenset({Role.HOSPITAL_DOCTOR}),
        WARD,
        (_REASONS,),
        (Occurrence("hög risk bedömd"),),
        hint="Den patientansvariga läkarens bedömning på sjukhuset.",
        carries=frozenset(Duty),
        source="HSU 2026-03-03: hög risk",
    ),
    Act(
        ASK,
        "Begär särskild prövning utan hög risk",
        "begärde särskild prövning av läkarstöd utan hög risk",
        DOCTORS,
        WARD | LM | PRIMARY_CARE,
        (
            _REASONS,
            Field(
                "till",
                "Till dem som ska pröva",
                Kind.UNITS,
                required=False,
                units=WARD | LM | PRIMARY_CARE,
                hint="Vem som prövar säger beslutet inte. Beviljas stödet är det läkaren i slutenvården som initierar det: "
                "ta med avdelningen om ni inte arbetar där.",
            ),
        ),
        hint="Läkarstöd kan ges även utan hög risk, efter individuellt beslut.",
        sends_to="till",
        wants_receipt=True,
        carries=frozenset(Duty),
        source="HSU 2026-03-03: särskild prövning",
    ),
    _reviewed(
        GRANT,
        "Bevilja läkarstöd",
        "beviljade läkarstöd efter särskild prövning",
        fields=(REASON,),
        occurs=(Occurrence("särskild prövning gjord"),),
        source="HSU 2026-03-03: särskild prövning",
    ),
    _reviewed(
        DENY,
        "Avslå läkarstöd",
        "avslog läkarstöd efter särskild prövning",
        fields=(REASON,),
        occurs=(Occurrence("särskild prövning gjord"),),
        source="HSU 2026-03-03: särskild prövning",
    ),
    Act(
        INITIATE,
        "Initiera läkarstöd",
        "initierade läkarstöd",
        frozenset({Role.HOSPITAL_DOCTOR}),
        WARD,
        (_TO_LM_AND_VC, Field("text", "Det viktigaste att veta", Kind.LONG_TEXT)),
        hint="Läkaren i slutenvården tar initiativet. Läkarmedverkan och den listade vårdcentralen planerar tillsammans med er.",
        sends_to="till",
        wants_receipt=True,
        source="HSU 2026-03-03: start",
    ),
    Act(
        PLAN,
        "Delta i planeringen",
        "deltog i planeringen av läkarstödet",
        DOCTORS,
        LM | PRIMARY_CARE,
        (Field("text", "Vad vi har kommit överens om", Kind.LONG_TEXT),),
        by_each=True,
        source="HSU 2026-03-03: planering",
    ),
    Act(
        START,
        "Ta emot för läkarstöd",
        "tog emot patienten för läkarstöd",
        frozenset({Role.LM_DOCTOR}),
        LM,
        (Field("text", "Planerad första kontakt och kontaktväg", Kind.LONG_TEXT, required=False),),
        (Occurrence("läkarstöd startat"),),
        hint=(
            "Tidpunkten är när stödet börjar. Era 14 dagar räknas från den. Er enhet agerar tills vidare; vem som har det "
            "medicinska ansvaret under tiden säger beslutet inte."
        ),
        carries=frozenset({Duty.DOCTOR}),
        source="HSU 2026-03-03: läkarstöd 14 dagar",
    ),
    Act(
        HOME,
        "Patienten är hemma",
        "registrerade att patienten är utskriven",
        HOSPITAL | {Role.LM_DOCTOR},
        WARD | LM,
        occurs=(Occurrence("utskrivning från slutenvården"),),
        wants_receipt=True,
        releases=frozenset({Duty.NURSING}),
    ),
    Act(
        FIRST,
        "Första läkarkontakt",
        "hade första läkarkontakten",
        frozenset({Role.LM_DOCTOR}),
        LM,
        (
            Field("satt", "Hur", Kind.CHOICE, choices=CONTACTS),
            Field("text", "Kort sammanfattning", Kind.LONG_TEXT, required=False),
        ),
        (
            Occurrence("första läkarkontakt i läkarstödet"),
            Occurrence("läkarbesök av Läkarmedverkan", {"satt": frozenset({"hembesök"})}),
        ),
        hint="Tiden från start till första kontakt följs upp.",
        source="HSU 2026-03-03: indikatorer",
    ),
    Act(
        VISIT,
        "Läkarbesök i hemmet",
        "gjorde hembesök",
        DOCTORS,
        LM | PRIMARY_CARE,
        (Field("text", "Kort sammanfattning", Kind.LONG_TEXT, required=False),),
        (
            Occurrence("läkarbesök av Läkarmedverkan", units=LM),
            Occurrence("läkarbesök av vårdcentralen", units=PRIMARY_CARE),
        ),
        hint="Journalen förs hos er. Här räknas besöket.",
    ),
    Act(
        CALL,
        "Samtal med patienten eller kommunen",
        "hade kontakt på telefon eller video",
        DOCTORS | {Role.NURSE},
        LM | PRIMARY_CARE | {UnitKind.MUNICIPAL_CARE},
        (Field("text", "Kort sammanfattning", Kind.LONG_TEXT, required=False),),
    ),
    Act(
        FOLLOW_UP,
        "Avstämning mellan Läkarmedverkan och vårdcentralen",
        "stämde av läkarstödet",
        DOCTORS,
        LM | PRIMARY_CARE | WARD,
        (Field("text", "Vad ni kom fram till", Kind.LONG_TEXT),),
        hint="Målet är att vårdcentralen tar över när behovet medger det.",
        source="HSU 2026-03-03: uppföljning",
    ),
    Act(
        ASK_LONGER,
        "Begär förlängning",
        "begärde förlängning",
        DOCTORS,
        LM | PRIMARY_CARE,
        (REASON,),
        wants_receipt=True,
        source="HSU 2026-03-03: förlängning",
    ),
    _reviewed(
        GRANT_LONGER,
        "Bevilja förlängning",
        "beviljade förlängning efter särskild prövning",
        fields=(Field("slutar", "Ny sista dag", Kind.DAY), REASON),
        occurs=(Occurrence("särskild prövning gjord"), Occurrence("läkarstöd förlängt")),
        source="HSU 2026-03-03: förlängning",
    ),
    _reviewed(
        DENY_LONGER,
        "Avslå förlängning",
        "avslog förlängning efter särskild prövning",
        fields=(REASON,),
        occurs=(Occurrence("särskild prövning gjord"),),
        source="HSU 2026-03-03: förlängning",
    ),
    Act(
        HAND_OVER,
        "Föreslå överlämning till vårdcentralen",
        "föreslog överlämning till vårdcentralen",
        frozenset({Role.LM_DOCTOR}),
        LM,
        (
            Field("till", "Till vårdcentralen", Kind.UNITS, units=PRIMARY_CARE),
            Field("text", "Läget, planen och det som återstår", Kind.LONG_TEXT),
        ),
        sends_to="till",
        wants_receipt=True,
        source="HSU 2026-03-03: överlämning",
    ),
    Act(
        ACCEPT,
        "Ta emot överlämningen",
        "tog emot överlämningen",
        frozenset({Role.GP}),
        PRIMARY_CARE,
        (Field("text", "Kommentar", Kind.LONG_TEXT, required=False),),
        (Occurrence("överlämning till vårdcentralen"),),
        carries=frozenset({Duty.DOCTOR}),
        source="HSU 2026-03-03: överlämning",
    ),
    Act(
        RETURN,
        "Lämna tillbaka överlämningen",
        "lämnade tillbaka överlämningen",
        frozenset({Role.GP}),
        PRIMARY_CARE,
        (REASON,),
        wants_receipt=True,
    ),
    Act(
        END,
        "Avsluta läkarstödet",
        "avslutade läkarstödet",
        DOCTORS,
        WARD | LM,
        (REASON,),
        (Occurrence("läkarstöd avslutat"),),
        hint="När stödet slutar utan överlämning, till exempel efter avslag. Vårdcentralen ska veta att det slutar.",
        wants_receipt=True,
    ),
    Act(
        READMITTED,
        "Patienten är inlagd igen",
        "registrerade att patienten är inlagd igen",
        HOSPITAL | {Role.LM_DOCTOR},
        WARD | LM,
        (
            Field(
                "planerad",
                "Var inläggningen planerad?",
                Kind.CHOICE,
                choices={"oplanerad": "nej, oplanerad", "planerad": "ja, planerad"},
            ),
        ),
        (
            Occurrence("oplanerad återinskrivning", {"planerad": frozenset({"oplanerad"})}),
            Occurrence("läkarstöd avslutat"),
        ),
        wants_receipt=True,
    ),
)

REVIEWING: Final = "provas"
JUDGED: Final = "bedomd"
REFUSED: Final = "avslaget"
INITIATED: Final = "initierat"
ONGOING: Final = "pagar"
PROPOSED: Final = "overlamning_foreslagen"
HANDED_OVER: Final = "overlamnat"
ENDED: Final = "avslutat"
BACK: Final = "aterinskriven"

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(REVIEWING, "prövas särskilt", expects=(GRANT,), hint="Besluta i den särskilda prövningen först."),
        Stage(JUDGED, "ska initieras", expects=(INITIATE,), keeps=True, hint="Initiera läkarstödet först."),
        Stage(INITIATED, "planeras", expects=(PLAN, START), keeps=True, hint="Läkarmedverkan tar emot först."),
        Stage(ONGOING, "pågår", expects=(PLAN, HOME, FIRST, FOLLOW_UP, HAND_OVER)),
        Stage(PROPOSED, "överlämning föreslagen", expects=(ACCEPT,), hint="Vårdcentralen svarar först på förslaget."),
        Stage(HANDED_OVER, "överlämnat till vårdcentralen", is_open=False, hint="Vårdcentralen har tagit emot."),
        Stage(REFUSED, "avslaget i särskild prövning", is_open=False, hint="Läkarstöd beviljades inte."),
        Stage(ENDED, "avslutat", is_open=False, hint="Läkarstödet är avslutat."),
        Stage(
            BACK,
            "inlagd igen",
            is_open=False,
            hint="Patienten är inlagd; ett nytt läkarstöd prövas vid nästa utskrivning.",
        ),
        *everywhere.ENDED,
    )
}

_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()})
_AT_WORK = (HOME, FIRST, VISIT, CALL, FOLLOW_UP, ASK_LONGER, GRANT_LONGER, DENY_LONGER, PLAN)
_ALLOWED: Final = {
    "": {RISK: JUDGED, ASK: REVIEWING},
    REVIEWING: {**_COMMON[REVIEWING], GRANT: JUDGED, DENY: REFUSED},
    JUDGED: {**_COMMON[JUDGED], INITIATE: INITIATED, END: ENDED, READMITTED: BACK},
    INITIATED: {
        **_COMMON[INITIATED],
        PLAN: INITIATED,
        HOME: INITIATED,
        CALL: INITIATED,
        START: ONGOING,
        END: ENDED,
        READMITTED: BACK,
    },
    ONGOING: {
        **_COMMON[ONGOING],
        **dict.fromkeys(_AT_WORK, ONGOING),
        HAND_OVER: PROPOSED,
        END: ENDED,
        READMITTED: BACK,
    },
    PROPOSED: {
        **_COMMON[PROPOSED],
        **dict.fromkeys(_AT_WORK, PROPOSED),
        ACCEPT: HANDED_OVER,
        RETURN: ONGOING,
        END: ENDED,
        READMITTED: BACK,
    },
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {
    (JUDGED, START): "Läkaren i slutenvården initierar läkarstödet först.",
    (PROPOSED, HAND_OVER): "Överlämning är redan föreslagen; vårdcentralen har inte svarat än.",
    (ONGOING, ACCEPT): "Läkarmedverkan har inte föreslagit någon överlämning än.",
    (ONGOING, START): "Läkarstödet har redan startat.",
    **{(stage, act): "Fallet är redan öppnat." for stage in STAGES for act in (RISK, ASK)},
}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS)}

DOCTOR_SUPPORT: Final = Process(
    "lakarstod",
    "Läkarstöd",
    "L",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({RISK, ASK}),
    ("halland/lakarinsatser",),
    ("halland/hemsjukvard", "halland/lakaransvar"),
    MappingProxyType({"Läkarstödets tid": "förlängt läkarstöd"}),
    "Journal, ordinationer och läkemedelslista förs hos Läkarmedverkan, vårdcentralen och sjukhuset. Här ser alla parter vem som "
    "agerar, när stödet slutar och vad som är överenskommet.",
    ends_by_act=MappingProxyType({"förlängt läkarstöd": (GRANT_LONGER, "slutar")}),
)
"""The end of an extension is what the decision says: the agreement gives no length."""
