"""Acts that every kind of case has: correcting, sending word, taking over, appointing, ending."""

from typing import Final

from samsyn.processes.cast import CLINICAL, DUTY_NAMES, Role, UnitKind
from samsyn.processes.events import CORRECT, HAPPENED, STRIKE, TARGET
from samsyn.processes.fields import Field, Kind
from samsyn.processes.process import Act, Occurrence, Stage
from samsyn.processes.state import ACKNOWLEDGE, APPOINT, APPOINTED, DUTY, RECALL

ANY_UNIT: Final = frozenset(UnitKind)
REASON: Final = Field(
    "skal", "Skäl", Kind.LONG_TEXT, hint="Det du skriver blir en del av fallet och läses av alla parter."
)
WHICH: Final = Field(TARGET, "Händelse", Kind.EVENT)

NEED: Final = tuple(
    Field(name, label, Kind.FACT, required=False)
    for name, label in (
        ("insats", "Insats"),
        ("behovets_tid", "Är behovet sammanhängande eller avgränsat i tid?"),
        ("behov_av_samordning", "Behövs samordning?"),
        ("identifierad_risk", "Har en risk identifierats? (Örebros villkor)"),
        ("kan_ta_sig_till_vardcentralen", "Kan patienten ta sig till vårdcentralen?"),
        ("kan_ta_sig_till_psykiatrisk_oppenvard", "Kan patienten ta sig till den psykiatriska öppenvården?"),
        ("bedomd_som_egenvard", "Är insatsen bedömd som egenvård?"),
        ("yrkesroll", "Yrkesroll som krävs"),
        ("ordinator", "Ordinerad av"),
        ("lakare_ansvarig_over_tid", "Läkare med ansvar över tid"),
        ("insatsen_ny_for_personalen", "Är insatsen ny för personalen?"),
    )
)
"""What an agreement needs to know of a need."""

TAKE_OVER: Final = "ta_over"
INVITE: Final = "bjud_in"
MESSAGE: Final = "meddela"
NEEDS: Final = "beskriv_behovet"
CANCEL: Final = "avbryt"
DEATH: Final = "avliden"
MOVED: Final = "flytt"

CANCELLED: Final = "avbruten"
DEAD: Final = "avslutad_dodsfall"
GONE: Final = "avslutad_flytt"

ACTS: Final = (
    Act(
        MESSAGE,
        "Skicka meddelande",
        "skickade ett meddelande",
        CLINICAL,
        ANY_UNIT,
        (
            Field("till", "Till", Kind.UNITS, hint="Enheten tas med i fallet om den inte redan är med."),
            Field("text", "Meddelande", Kind.LONG_TEXT),
        ),
        sends_to="till",
        wants_receipt=True,
    ),
    Act(
        ACKNOWLEDGE,
        "Kvittera",
        "kvitterade",
        CLINICAL,
        ANY_UNIT,
        (WHICH,),
        hint="Kvittensen visar avsändaren att ni har tagit emot och läst.",
    ),
    Act(
        RECALL,
        "Återkalla",
        "återkallade ett meddelande",
        CLINICAL,
        ANY_UNIT,
        (WHICH, REASON),
        hint="Den som har läst meddelandet har läst det; att det lästes står kvar i loggen.",
    ),
    Act(
        INVITE,
        "Ta med en enhet",
        "tog med en enhet i fallet",
        CLINICAL,
        ANY_UNIT,
        (Field("till", "Enhet", Kind.UNITS), Field("text", "Varför enheten behövs", Kind.LONG_TEXT, required=False)),
        sends_to="till",
        wants_receipt=True,
    ),
    Act(
        TAKE_OVER,
        "Ta över",
        "tog över",
        CLINICAL - {Role.CARE_MANAGER},
        ANY_UNIT,
        (Field("text", "Kommentar", Kind.LONG_TEXT, required=False),),
        hint="Er enhet bär då läkaransvaret eller omvårdnaden tills någon annan tar över. Före utskrivningen gäller det från hemgången.",
        carries=frozenset(DUTY_NAMES),
    ),
    Act(
        APPOINT,
        "Utse vem som agerar tills vidare",
        "utsåg vem som agerar tills vidare",
        CLINICAL,
        ANY_UNIT,
        (
            Field(DUTY, "Uppgift", Kind.CHOICE, choices={duty.value: name for duty, name in DUTY_NAMES.items()}),
            Field(APPOINTED, "Enhet som agerar", Kind.UNIT),
            REASON,
        ),
        hint=(
            "Använd detta när avtalet är tyst eller parterna läser det olika. Det avgör inte vem som är ansvarig enligt avtalet, "
            "bara vem som hjälper patienten tills det är klart."
        ),
    ),
    Act(
        CORRECT,
        "Rätta",
        "rättade en händelse",
        CLINICAL,
        ANY_UNIT,
        (WHICH, Field(HAPPENED, "Inträffade i själva verket", Kind.MOMENT, required=False), REASON),
        hint="Det som stod förut finns kvar och syns, med rättelsen bredvid.",
    ),
    Act(
        STRIKE,
        "Stryk som felregistrerad",
        "strök en händelse som felregistrerad",
        CLINICAL,
        ANY_UNIT,
        (WHICH, REASON),
        hint="Händelsen räknas inte längre, men står kvar överstruken.",
    ),
    Act(
        NEEDS,
        "Beskriv behovet",
        "beskrev behovet",
        CLINICAL,
        ANY_UNIT,
        NEED,
        hint="Det som avtalet behöver veta för att svara. Fyll i det ni vet och lämna resten.",
    ),
    Act(
        CANCEL, "Avbryt fallet", "avbröt fallet", CLINICAL, ANY_UNIT, (REASON,), hint="För fall som öppnats av misstag."
    ),
    Act(
        DEATH,
        "Patienten har avlidit",
        "registrerade att patienten har avlidit",
        CLINICAL,
        ANY_UNIT,
        occurs=(Occurrence("dödsfall"),),
        hint="Fallet avslutas och alla klockor stannar.",
    ),
    Act(
        MOVED,
        "Patienten har flyttat",
        "registrerade att patienten har flyttat",
        CLINICAL,
        ANY_UNIT,
        (Field("till", "Flyttat till", Kind.TEXT, hint="Kommun eller län."),),
        hint="Fallet avslutas här. Se till att den nya kommunen och vårdcentralen vet vad som återstår.",
    ),
)

IS_CANCELLED: Final = Stage(CANCELLED, "avbruten", is_open=False, hint="Fallet är avbrutet.")
ENDED: Final = (
    IS_CANCELLED,
    Stage(DEAD, "avslutad, patienten har avlidit", is_open=False, hint="Patienten har avlidit."),
    Stage(GONE, "avslutad, patienten har flyttat", is_open=False, hint="Patienten har flyttat."),
)
"""The stages in which these acts leave a case, whatever its kind."""

ENDS: Final = {CANCEL: CANCELLED, DEATH: DEAD, MOVED: GONE}

ALWAYS: Final = (CORRECT, STRIKE, MESSAGE, ACKNOWLEDGE, RECALL)
"""What can be done in every stage of an opened case without changing it, ended ones too."""

WHILE_OPEN: Final = (INVITE, TAKE_OVER, APPOINT, NEEDS)


def allowed_everywhere(stages: dict[str, bool], without: frozenset[str] = frozenset()) -> dict[str, dict[str, str]]:
    """For each stage (and whether it is open) where these acts lead; `without` those that a kind of case does not have."""
    return {
        stage: {
            act: to
            for act, to in {
                **dict.fromkeys(ALWAYS, stage),
                **(dict.fromkeys(WHILE_OPEN, stage) if is_open else {}),
                **(ENDS if is_open else {}),
            }.items()
            if act not in without
        }
        for stage, is_open in stages.items()
    }
