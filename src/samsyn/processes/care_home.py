"""SÄBO-uppdrag: what a vårdcentral has undertaken at one care home, and what the home, the municipality and the region have beside it.

A case about a home, and about no person: what concerns a resident is kept in `residence`. The duties are the rows of the agreement on care homes;
here stands only by which acts each is seen to be kept. The text of 2026 is a proposal, and which text a home follows is said
when its agreement is registered.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from samsyn.processes import everywhere
from samsyn.processes.cast import CLINICAL, MUNICIPAL, PRIMARY_CARE, Duty, Role, UnitKind
from samsyn.processes.events import CORRECT, STRIKE
from samsyn.processes.everywhere import INVITE, IS_CANCELLED, MESSAGE, REASON
from samsyn.processes.fields import Field, Kind
from samsyn.processes.process import Act, Dated, Kept, Occurrence, Process, Shown, Stage, Undertakes, table_of_steps
from samsyn.processes.state import ACKNOWLEDGE, APPOINT, RECALL

AGREEMENT: Final = "halland/sarskilt-boende"
TEXT: Final = "avtalstext"
VERSIONS: Final = MappingProxyType(
    {
        "okänt-datum": "förslaget till avtalstext 2026 (ett förslag, inte avtalat)",
        "2023": "uppdraget som regionen beskrev det 2023",
    }
)
"""The versions of the agreement that a home's own agreement can follow."""

HOME: Final = frozenset({UnitKind.CARE_HOME})
MANAGEMENT: Final = frozenset({UnitKind.MANAGEMENT})
HOME_STAFF: Final = frozenset({Role.HOME_MANAGER, Role.NURSE})
CENTRE_STAFF: Final = frozenset({Role.GP, Role.CARE_CONTACT})
OFFICE: Final = frozenset({Role.STRATEGIST})
EVERYBODY: Final = CLINICAL | OFFICE

ENTER: Final = "registrera_avtal"
RENEW: Final = "ny_avtalsperiod"
CHIEF_DOCTOR: Final = "utse_huvudansvarig"
ACCESS: Final = "beskriv_tillganglighet"
TIMES: Final = "foresla_tider"
AGREE: Final = "godkann_tider"
DECLINE: Final = "andra_forslaget"
ACUTE: Final = "avtala_akut_vag"
CONSULTED: Final = "gav_rad"
TAUGHT: Final = "gav_utbildning"
INFECTION: Final = "smittsam_sjukdom"
SCREENED: Final = "smittskydd_gjort"
MEETING: Final = "avstamningsmote"
AUDITED: Final = "granska_motena"
TERMINATE: Final = "saga_upp"
END: Final = "avsluta_uppdraget"

LAST_DAY_WARNS: Final = timedelta(days=60)
"""How long before the last day of an agreement that was terminated the clock warns: our choice."""
NO_PERSONS: Final = "Skriv ingenting om enskilda boende: fallet gäller boendet och läses av flera enheter."

_TO = Field(
    "till",
    "Vem uppdraget rör",
    Kind.UNITS,
    hint="Boendets vårdcentral och kommunens ledning. Boendet självt är alltid med.",
    units=PRIMARY_CARE | MANAGEMENT,
)
_TEXT = Field(
    TEXT,
    "Vilken text följer avtalet?",
    Kind.CHOICE,
    choices=VERSIONS,
    hint="Åtagandena på boendets sida kommer ur den texten.",
)
_LAST = Field(
    "loper_ut",
    "Avtalsperiodens sista dag",
    Kind.DAY,
    required=False,
    hint="Lämna tomt om avtalet inte säger någon. Hur lång en period är återges inte i någon källa.",
)
_WHAT = partial(Field, "text", kind=Kind.LONG_TEXT, hint=NO_PERSONS)
CAME: Final = MappingProxyType(
    {
        "huvudansvarig läkare": "huvudansvarig läkare",
        "annan läkare": "annan läkare från vårdcentralen",
        "vårdcentralens övriga": "annan personal från vårdcentralen",
        "chef": "boendets chef",
        "sjuksköterska": "boendets sjuksköterska",
        "arbetsterapeut eller fysioterapeut": "arbetsterapeut eller fysioterapeut",
        "MAS eller MAR": "MAS eller MAR",
        "någon annan": "någon annan",
    }
)

_centre = partial(Act, roles=CENTRE_STAFF, units=PRIMARY_CARE)
_both = partial(Act, roles=CENTRE_STAFF | HOME_STAFF, units=PRIMARY_CARE | HOME)
_region = partial(Act, roles=OFFICE, units=MANAGEMENT)

_ACTS: Final = (
    _region(
        ENTER,
        "Registrera boendets avtal",
        "registrerade avtalet om läkarinsatser på boendet",
        fields=(_TEXT, Field("galler_fran", "Gäller från och med", Kind.DAY), _LAST, _TO),
        occurs=(Occurrence("avtalet börjar gälla"),),
        hint="Regionen skriver tilläggsavtalet med vårdcentralen, ett för varje boende. Här registreras att det finns och från när.",
        sends_to="till",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: förlängning; beskrivningen 2023: ett avtal för varje boende",
    ),
    _region(
        RENEW,
        "Registrera ny avtalsperiod",
        "registrerade en ny avtalsperiod",
        fields=(_TEXT, _LAST, _WHAT(label="Vad som är nytt", required=False)),
        occurs=(Occurrence("avtalet löper ut"), Occurrence("avtalet börjar gälla")),
        undoes=frozenset({TERMINATE}),
        hint="Enligt förslaget förlängs avtalet automatiskt i stället för att skrivas om varje år. Registrera en ny period när "
        "det finns något att säga om den, till exempel att en annan text nu följs.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: förlängning",
    ),
    _centre(
        CHIEF_DOCTOR,
        "Utse huvudansvarig läkare",
        "utsåg huvudansvarig läkare för boendet",
        fields=(
            Field(
                "lakare",
                "Läkare",
                Kind.STAFF,
                hint="Någon av vårdcentralens läkare.",
                roles=frozenset({Role.GP}),
            ),
        ),
        occurs=(Occurrence("huvudansvarig läkare utsedd"),),
        hint="Läkaren ansvarar för uppdraget på boendet, inte därmed för den enskilda patienten: var och en är listad där den själv har valt.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: huvudansvarig läkare",
    ),
    _centre(
        ACCESS,
        "Beskriv hur ni nås",
        "beskrev hur kommunens sjuksköterskor når vårdcentralen",
        fields=(_WHAT(label="Hur boendets sjuksköterskor når er, och när"),),
        hint="Telefonnumret självt står på er enhets sida, och bekräftas där.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: tillgänglighet",
    ),
    _both(
        TIMES,
        "Föreslå tider och former",
        "föreslog tider och former för planerad dialog",
        fields=(
            Field("tider", "Tider", Kind.TEXT, hint="Till exempel ”tisdagar 13–14”."),
            _WHAT(label="Former: hur ni talas vid, om vad, och vilka som är med"),
        ),
        hint="Den andra parten godkänner, eller ändrar förslaget.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: tider och former",
    ),
    _both(
        AGREE,
        "Godkänn tider och former",
        "godkände tider och former",
        fields=(Field("text", "Kommentar", Kind.LONG_TEXT, required=False, hint=NO_PERSONS),),
        hint="Då är ni överens. Vill ni ändra senare föreslår någon av er nya tider.",
        wants_receipt=True,
        replies_to=frozenset({TIMES, DECLINE}),
        source="Särskilt boende, förslag 2026: tider och former",
    ),
    _both(
        DECLINE,
        "Föreslå andra tider",
        "föreslog andra tider och former",
        fields=(Field("tider", "Tider", Kind.TEXT), _WHAT(label="Former, och varför")),
        hint="Nu är det den andra partens tur att svara.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: tider och former",
    ),
    _both(
        ACUTE,
        "Avtala kontaktväg vid akut behov",
        "avtalade kontaktväg till läkare vid akut behov",
        fields=(_WHAT(label="Vilken väg läkaren nås på vid akut behov, och vad ni gör om ingen svarar"),),
        hint="Fara för liv: 112. Numret självt står på vårdcentralens sida, och bekräftas där.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: akut behov",
    ),
    _centre(
        CONSULTED,
        "Registrera konsultativt stöd",
        "gav råd till boendets legitimerade personal",
        fields=(_WHAT(label="Vad rådet gällde"),),
        source="Särskilt boende, förslag 2026: konsultativt stöd",
    ),
    _centre(
        TAUGHT,
        "Registrera utbildning",
        "utbildade boendets legitimerade personal",
        fields=(_WHAT(label="Vad utbildningen gällde"),),
        hint="Kommunen utbildar sin egen personal. Regionen ansvarar när det behövs läkare i utbildningen av legitimerad personal.",
        source="Särskilt boende, förslag 2026: utbildning",
    ),
    Act(
        INFECTION,
        "Anmäl smittsam sjukdom som kräver screening",
        "anmälde smittsam sjukdom som kräver screening",
        HOME_STAFF | {Role.CHIEF_NURSE},
        HOME | MANAGEMENT,
        (_WHAT(label="Vilken sjukdom, och var på boendet"),),
        (Occurrence("smittsam sjukdom upptäckt"),),
        hint="Vårdcentralen ansvarar för smittskydd, provtagning och remittering, var de boende än är listade. Anmälan enligt smittskyddslagen görs på sin egen väg.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: smittskydd",
    ),
    _centre(
        SCREENED,
        "Provtagning och smittskydd är gjort",
        "gjorde provtagning och smittskydd på boendet",
        fields=(_WHAT(label="Vad ni har gjort"),),
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: smittskydd",
    ),
    _both(
        MEETING,
        "Registrera avstämningsmötet",
        "registrerade avstämningsmötet",
        fields=(
            Field("kom", "Vilka kom?", Kind.CHOICES, choices=CAME, hint="De som verkligen var med."),
            _WHAT(label="Vad ni kom fram till om samverkan i uppdraget"),
        ),
        occurs=(Occurrence("avstämningsmöte hållet"),),
        hint="Mötet hålls varje år mellan vårdcentralen och boendet. Ange dagen då det hölls.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: avstämningsmöte",
    ),
    _region(
        AUDITED,
        "Registrera granskningen av mötena",
        "granskade samverkansmötena",
        fields=(_WHAT(label="Vad kvalitetsrevisionen visade"),),
        hint="De obligatoriska mötena mellan vårdcentral och kommunal hälso- och sjukvård granskas varje år vid kvalitetsrevisionen.",
        wants_receipt=True,
        source="Utskottets beslut 2026-03-03: samverkansmöten",
    ),
    _region(
        TERMINATE,
        "Registrera uppsägning",
        "registrerade att avtalet är uppsagt",
        fields=(
            Field("upphor", "Avtalets sista dag", Kind.DAY, hint="Uppsägningstiden återges inte i någon källa."),
            REASON,
        ),
        occurs=(Occurrence("uppsägning av avtalet"),),
        hint="Åtagandena gäller till och med sista dagen.",
        wants_receipt=True,
    ),
    _region(
        END,
        "Avsluta uppdraget",
        "avslutade uppdraget",
        fields=(
            Field("text", "Vad som gäller nu", Kind.LONG_TEXT, hint="Vem de boende och personalen vänder sig till."),
        ),
        wants_receipt=True,
    ),
)

_OTHERS = {
    MESSAGE: "Meddelandet läses av enheterna du väljer. " + NO_PERSONS,
    INVITE: "Enheten ser då allt i boendets fall.",
    CORRECT: "Det som stod förut finns kvar och syns, med rättelsen bredvid.",
}
COMMON: Final = (MESSAGE, ACKNOWLEDGE, RECALL, INVITE, CORRECT, STRIKE, everywhere.CANCEL)
"""Of what every kind of case has, that which says nothing of a person."""

ALL_ACTS: Final = {act.id: act for act in _ACTS} | {
    act.id: replace(act, roles=EVERYBODY, hint=_OTHERS.get(act.id, act.hint))
    for act in everywhere.ACTS
    if act.id in COMMON
}

IN_FORCE: Final = "galler"
TERMINATED: Final = "uppsagt"
ENDED: Final = "avslutat"
_NO_DUTIES: Final[frozenset[Duty]] = frozenset()

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(
            IN_FORCE,
            "avtalet gäller",
            expects=(CHIEF_DOCTOR, ACCESS, TIMES, AGREE, ACUTE),
            hint="Avtalet gäller.",
            needs=_NO_DUTIES,
        ),
        Stage(TERMINATED, "uppsagt", hint="Avtalet är uppsagt och gäller till sin sista dag.", needs=_NO_DUTIES),
        Stage(ENDED, "avslutat", is_open=False, hint="Uppdraget är avslutat. Ett nytt avtal registreras för sig."),
        IS_CANCELLED,
    )
}

_WITHOUT = frozenset({everywhere.TAKE_OVER, APPOINT, everywhere.NEEDS, everywhere.DEATH, everywhere.MOVED})
_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()}, _WITHOUT)
_WORK = tuple(act.id for act in _ACTS if act.id not in {ENTER, RENEW, TERMINATE, END})
_ALLOWED: Final = {
    "": {ENTER: IN_FORCE},
    IN_FORCE: {
        **_COMMON[IN_FORCE],
        **dict.fromkeys(_WORK, IN_FORCE),
        RENEW: IN_FORCE,
        TERMINATE: TERMINATED,
    },
    TERMINATED: {**_COMMON[TERMINATED], **dict.fromkeys(_WORK, TERMINATED), RENEW: IN_FORCE, END: ENDED},
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {
    (IN_FORCE, END): "Avtalet är inte uppsagt. Registrera uppsägningen först.",
    (TERMINATED, TERMINATE): "Avtalet är redan uppsagt.",
    **{(stage, ENTER): "Boendets avtal är redan registrerat." for stage in STAGES},
}

_NOT_HERE: Final = "Ingen källa säger vad som vore bevis, och inget registreras här."

KEPT: Final = MappingProxyType(
    {
        "huvudansvarig läkare": Kept((Shown(CHIEF_DOCTOR),)),
        "tillgänglighet": Kept((Shown(ACCESS),)),
        "tider och former: vårdcentralen": Kept((Shown(AGREE),)),
        "tider och former: boendet": Kept((Shown(AGREE),)),
        "nås akut": Kept((Shown(ACUTE),), stands=True),
        "konsultativt stöd": Kept((Shown(CONSULTED),)),
        "utbildande insatser": Kept((Shown(TAUGHT),)),
        "egen kompetens": Kept(why="Kommunen utbildar sin egen personal. " + _NOT_HERE),
        "smittskydd": Kept((Shown(SCREENED),), (Shown(INFECTION),)),
        "avstämningsmöte": Kept((Shown(MEETING),)),
        "samverkan: vårdcentralen": Kept(why=_NOT_HERE),
        "samverkan: kommunen": Kept(why=_NOT_HERE),
        "anvisningen": Kept(why="Anvisningen är regionens egen. " + _NOT_HERE),
        "nödvändig tid": Kept(why="Ingen läkartid är angiven. " + _NOT_HERE),
        "antal platser": Kept(published=True),
        "mötena granskas": Kept((Shown(AUDITED),)),
        "nytt tilläggsavtal": Kept((Shown(ENTER), Shown(RENEW))),
        "stöd och utbildning": Kept((Shown(CONSULTED), Shown(TAUGHT))),
        "nås av sjuksköterskorna": Kept((Shown(ACCESS),)),
        "rond": Kept(why="Ronden är hur det går till i praktiken 2023. " + _NOT_HERE),
    }
)
"""For the rows of `Åtagande` that are about the home, in whatever version, how each is seen to be kept. `residence.KEPT` has the rest."""

FOLLOWS: Final = (frozenset({ENTER, RENEW}), TEXT)
"""The acts, and their field, that say which text a home's agreement follows."""

CARE_HOME: Final = Process(
    "sabo_uppdrag",
    "Uppdrag på särskilt boende",
    "B",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({ENTER}),
    (AGREEMENT,),
    stays_in="Avtalet självt finns hos regionen och vårdcentralen, och det som gäller enskilda patienter i deras journaler. Här ser alla "
    "parter vilka åtaganden som gäller för boendet, vad som är gjort och vad som är missat.",
    dated=(Dated("Avtalets sista dag", {TERMINATE: "upphor"}, frozenset({END, RENEW}), "region", LAST_DAY_WARNS),),
    about_units=HOME,
    undertakes=Undertakes(AGREEMENT, KEPT, (ENTER, "galler_fran"), (TERMINATE, "upphor"), FOLLOWS),
    parties=MappingProxyType(
        {
            "region": MANAGEMENT,
            "kommun": MUNICIPAL | MANAGEMENT,
            "boendet": HOME,
            "boendets vårdcentral": PRIMARY_CARE,
        }
    ),
)
