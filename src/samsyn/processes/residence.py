"""Boende: what the vårdcentral of a care home does for one who lives there, from moving in until moving out.

A case about a person. Whom the duty covers the agreement says by its own tables (`asks`); enrolment, SIP and discharge have cases of their own,
and what happens in these counts here without being recorded twice.
"""

from types import MappingProxyType
from typing import Final

from samsyn.processes import discharge, enrolment, everywhere, plan
from samsyn.processes.care_home import AGREEMENT, CENTRE_STAFF, HOME, HOME_STAFF
from samsyn.processes.cast import PRIMARY_CARE, Duty, Role
from samsyn.processes.everywhere import REASON
from samsyn.processes.fields import YES_NO, Field, Kind
from samsyn.processes.process import Act, Kept, Occurrence, Process, Shown, Stage, Undertakes, table_of_steps
from samsyn.processes.state import APPOINT

MOVE_IN: Final = "flyttar_in"
WISH: Final = "andrar_onskan"
CONTACT: Final = "fast_lakarkontakt"
REVIEW: Final = "lakemedelsgenomgang"
NEEDS_AFTER: Final = "bedom_efter_utskrivning"
VISIT: Final = "hembesok_av_lakare"
MOVE_OUT: Final = "flyttar_ut"

AFTER_DISCHARGE: Final = "efter utskrivning"
URGENT: Final = "akut"
WHEN_NEEDED: Final = "vid behov"
SABO: Final = "särskilt boende för äldre"
FRESH_NEEDS: Final = "avancerade_eller_nytillkomna_behov"
WISHES: Final = "onskar_lakare_fran_boendets_vardcentral"

_WISHES = Field(
    WISHES,
    "Vill den boende ha läkarinsatser från boendets vårdcentral?",
    Kind.CHOICE,
    choices=YES_NO,
    hint="Var och en väljer själv vårdcentral, oberoende av boendeform. Den som är listad på boendets vårdcentral omfattas ändå.",
)
_GP: Final = frozenset({Role.GP})

_ACTS: Final = (
    Act(
        MOVE_IN,
        "Registrera inflyttning på boendet",
        "registrerade inflyttningen på boendet",
        HOME_STAFF,
        HOME,
        (
            _WISHES,
            Field(
                "till",
                "Till vårdcentralen",
                Kind.UNITS,
                units=PRIMARY_CARE,
                hint="Boendets vårdcentral. Är den boende listad på en annan: ta med den också, den väljer fast läkarkontakt.",
            ),
        ),
        (Occurrence("inflyttning på boendet"),),
        hint="Då syns vad vårdcentralen ska göra för den som bor hos er: fast läkarkontakt, läkemedelsgenomgång varje år och besök efter "
        "sjukhusvistelse. Registrera att personen bor på ert boende på personens sida.",
        sends_to="till",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: listade och övriga boende",
    ),
    Act(
        WISH,
        "Den boende har ändrat sig",
        "registrerade att den boende har ändrat sig om vårdcentralen",
        HOME_STAFF | CENTRE_STAFF,
        HOME | PRIMARY_CARE,
        (_WISHES, Field("text", "Kommentar", Kind.LONG_TEXT, required=False)),
        hint="Själva listningen görs på 1177 eller hos vårdcentralen.",
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: listade och övriga boende",
    ),
    Act(
        CONTACT,
        "Registrera fast läkarkontakt",
        "registrerade fast läkarkontakt",
        CENTRE_STAFF,
        PRIMARY_CARE,
        (Field("lakare", "Läkare", Kind.STAFF, hint="Den boende kan välja någon där den är listad.", roles=_GP),),
        (Occurrence("fast läkarkontakt registrerad"),),
        hint="Alla som bor på särskilt boende ska ha en registrerad fast läkarkontakt.",
        source="Särskilt boende, förslag 2026: fast läkarkontakt",
    ),
    Act(
        REVIEW,
        "Läkemedelsgenomgång är gjord",
        "gjorde läkemedelsgenomgång",
        _GP,
        PRIMARY_CARE,
        (
            Field(
                "text",
                "Var den är dokumenterad",
                Kind.TEXT,
                required=False,
                hint="Själva genomgången journalförs hos er.",
            ),
        ),
        (Occurrence("läkemedelsgenomgång gjord"),),
        source="Särskilt boende, förslag 2026: läkemedelsgenomgång",
    ),
    Act(
        NEEDS_AFTER,
        "Bedöm behoven efter utskrivningen",
        "bedömde behoven efter utskrivningen",
        HOME_STAFF | _GP,
        HOME | PRIMARY_CARE,
        (
            Field(
                FRESH_NEEDS,
                "Är vårdbehoven avancerade eller nytillkomna?",
                Kind.CHOICE,
                choices=YES_NO,
                hint="Är de det ska läkaren göra besök i anslutning till utskrivningen. Hur snart säger texten inte.",
            ),
            Field("text", "Vad bedömningen vilar på", Kind.LONG_TEXT, required=False),
        ),
        wants_receipt=True,
        source="Särskilt boende, förslag 2026: hembesök efter utskrivning",
    ),
    Act(
        VISIT,
        "Registrera läkarbesök på boendet",
        "gjorde läkarbesök på boendet",
        _GP,
        PRIMARY_CARE,
        (
            Field(
                "grund",
                "Varför",
                Kind.CHOICE,
                choices={
                    AFTER_DISCHARGE: "i anslutning till utskrivning från sjukhus",
                    URGENT: "akut behov",
                    WHEN_NEEDED: "annat behov, i samråd med kommunens sjuksköterska",
                },
            ),
            Field(
                "text",
                "Kort sammanfattning",
                Kind.LONG_TEXT,
                required=False,
                hint="Journalen förs hos er. Här räknas besöket.",
            ),
        ),
        (Occurrence("läkarbesök av vårdcentralen"),),
        hint="Ett besök registreras en gång. Står det redan i fallet om inskrivning i hemsjukvården räknas det här också.",
        source="Särskilt boende, förslag 2026: hemsjukvårdsbesök",
    ),
    Act(
        MOVE_OUT,
        "Registrera utflyttning",
        "registrerade att den boende har flyttat ut",
        HOME_STAFF,
        HOME,
        (REASON,),
        hint="Flyttar personen till ett annat boende registreras inflyttningen där.",
        wants_receipt=True,
    ),
)

LIVES: Final = "bor"
LEFT: Final = "utflyttad"
_NO_DUTIES: Final[frozenset[Duty]] = frozenset()

STAGES: Final = {
    stage.id: stage
    for stage in (
        Stage(LIVES, "bor på boendet", expects=(CONTACT,), hint="Personen bor på boendet.", needs=_NO_DUTIES),
        Stage(LEFT, "utflyttad", is_open=False, hint="Personen har flyttat ut. En ny inflyttning får ett nytt fall."),
        *everywhere.ENDED,
    )
}

WITHOUT: Final = frozenset({everywhere.NEEDS, everywhere.TAKE_OVER, APPOINT})
"""Living somewhere is no care: who has what responsibility is settled in the care's own cases, and a need is described there."""
_COMMON = everywhere.allowed_everywhere({stage.id: stage.is_open for stage in STAGES.values()}, WITHOUT)
_ALLOWED: Final = {
    "": {MOVE_IN: LIVES},
    LIVES: {
        **_COMMON[LIVES],
        **dict.fromkeys((WISH, CONTACT, REVIEW, NEEDS_AFTER, VISIT), LIVES),
        MOVE_OUT: LEFT,
    },
    **{stage.id: _COMMON[stage.id] for stage in STAGES.values() if not stage.is_open},
}
_BECAUSE: Final = {(stage, MOVE_IN): "Inflyttningen är redan registrerad." for stage in STAGES}

ALL_ACTS: Final = {act.id: act for act in (*_ACTS, *everywhere.ACTS) if act.id not in WITHOUT}

COVERED: Final = ("individuella_insatser", "ja")
_DISCHARGED = Shown(discharge.LEAVE, MappingProxyType({"hem_till": frozenset({SABO})}), discharge.DISCHARGE.id)
_DOCTOR_ASKED = Shown(plan.CALL, MappingProxyType({"lakarkompetens_behovs_i_sip": frozenset({"ja"})}), plan.PLAN.id)
_DOCTOR_CAME = MappingProxyType({"kom": frozenset({plan.DOCTOR_CAME})})


def _because(ground: str) -> Shown:
    return Shown(VISIT, MappingProxyType({"grund": frozenset({ground})}))


KEPT: Final = MappingProxyType(
    {
        "fast läkarkontakt": Kept((Shown(CONTACT),)),
        "läkarkontaktens uppgifter": Kept(why="Det syns i vården av den boende, och registreras inte här."),
        "läkemedelsgenomgång": Kept((Shown(REVIEW),), only_if=COVERED),
        "läkemedelsgenomgångar": Kept((Shown(REVIEW),)),
        "SIP": Kept(
            (Shown(plan.MEETING, _DOCTOR_CAME, plan.PLAN.id), Shown(plan.FOLLOW_UP, _DOCTOR_CAME, plan.PLAN.id)),
            (_DOCTOR_ASKED,),
            only_if=COVERED,
        ),
        "besök efter utskrivning": Kept(
            (_because(AFTER_DISCHARGE),),
            (_DISCHARGED,),
            (Shown(NEEDS_AFTER, MappingProxyType({FRESH_NEEDS: frozenset({"nej"})})),),
            only_if=COVERED,
        ),
        "hemsjukvårdsbesök": Kept(
            (_because(WHEN_NEEDED), Shown(enrolment.DOCTOR_VISIT, process=enrolment.ENROLMENT.id)), only_if=COVERED
        ),
        "akut besök": Kept((_because(URGENT),)),
    }
)
"""For the rows of `Åtagande` that are about each resident, in whatever version, how each is seen to be kept."""

RESIDENCE: Final = Process(
    "boende",
    "Läkarinsatser på särskilt boende",
    "R",
    STAGES,
    ALL_ACTS,
    table_of_steps(STAGES, ALL_ACTS, _ALLOWED, _BECAUSE),
    frozenset({MOVE_IN}),
    (AGREEMENT,),
    stays_in="Journal, läkemedelslista och vårdplan förs hos vårdcentralen och kommunen. Här ser båda vad som är gjort för den boende och vad "
    "som återstår av vårdcentralens åtagande.",
    asks=(
        ("{region}/sarskilt-boende", "individuella_insatser"),
        ("{region}/sarskilt-boende", "lakarbesok_pa_boendet"),
    ),
    undertakes=Undertakes(AGREEMENT, KEPT),
    parties=MappingProxyType(
        {
            "boendets vårdcentral": PRIMARY_CARE,
            "vårdcentralen": PRIMARY_CARE,
            "vårdcentralens läkare": PRIMARY_CARE,
            "boendet": HOME,
            "kommun": HOME,
        }
    ),
)
