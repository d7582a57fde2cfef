"""May this be done now? First who one is, then what the case's stage allows, then what the act itself asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from samsyn.processes import care_home, deviation, disagreement, discharge, doctor_support, enrolment, everywhere, plan
from samsyn.processes.cast import CAPACITY, DUTY_NAMES, ROLE_NAMES, UNIT_KIND_NAMES, Duty, Role, Side, UnitKind
from samsyn.processes.events import CORRECT, STRIKE, TARGET, Event
from samsyn.processes.fields import Said
from samsyn.processes.process import Act, Refuses
from samsyn.processes.state import ACKNOWLEDGE, APPOINT, APPOINTED, DUTY, RECALL, CaseState, unanswered


@dataclass(frozen=True)
class Actor:
    """Somebody at work: an account, as one role at one unit."""

    account: str
    role: Role
    unit: str
    unit_kind: UnitKind
    side: Side


@dataclass(frozen=True)
class Refusal:
    """Why something cannot be done, and who can: sentences for the one who tried."""

    why: str
    who: str = ""

    def __str__(self) -> str:
        return f"{self.why} {self.who}".strip()


Condition: TypeAlias = Callable[[CaseState, Actor, Mapping[str, Said]], str | None]
"""What an act asks for besides its stage: None when it is met, else a sentence that says what is missing."""


def permits(act: Act, actor: Actor) -> Refusal | None:
    """Whether somebody's role and unit may do an act at all."""
    if actor.role in act.roles and actor.unit_kind in act.units:
        return None
    you = f"Du arbetar som {ROLE_NAMES[actor.role]} ({UNIT_KIND_NAMES[actor.unit_kind]})."
    return Refusal(f"”{act.title}” görs inte i den rollen. {you}", f"Det kan {act.who()} göra.")


def judge(state: CaseState, act: Act, actor: Actor, data: Mapping[str, Said] = MappingProxyType({})) -> Refusal | None:
    """Whether an act can be done now by somebody; None when it can. Without `data` the fields are not looked at."""
    refusal = permits(act, actor)
    if refusal is not None:
        return refusal
    if state.stage is not None and actor.unit not in state.units:
        return Refusal(
            "Er enhet deltar inte i fallet.", "En enhet som deltar kan ta med er, eller skicka ett meddelande till er."
        )
    step = state.process.step(state.stage_id, act.id)
    if isinstance(step, Refuses):
        return Refusal(step.why)
    if act.replies_to:
        question = unanswered(state, act)
        if question is None:
            return Refusal("Det finns inget obesvarat att svara på: det är inte gjort, eller redan besvarat.")
        if actor.unit not in question.addressed:
            return Refusal("Det besvaras av en enhet som det är ställt till. Är det fel enhet kan det skickas vidare.")
    for condition in CONDITIONS.get(act.id, ()):
        missing = condition(state, actor, data)
        if missing is not None:
            return Refusal(missing)
    return None


def _event(state: CaseState, data: Mapping[str, Said]) -> Event | None:
    target = data.get(TARGET)
    return next((read.event for read in state.reads if read.event.version == target), None)


def _is_addressed(state: CaseState, actor: Actor, data: Mapping[str, Said]) -> str | None:
    mine = [message for message in state.messages if actor.unit in message.unread]
    if TARGET not in data:
        return None if mine else "Det finns inget meddelande till er som väntar på kvittens."
    if any(message.event.version == data[TARGET] for message in mine):
        return None
    return "Meddelandet väntar inte på kvittens från er: det är redan kvitterat, återkallat eller skickat till andra."


def _is_own_message(state: CaseState, actor: Actor, data: Mapping[str, Said]) -> str | None:
    mine = [one for one in state.messages if one.event.unit == actor.unit and one.recalled is None]
    if TARGET not in data:
        return None if mine else "Er enhet har inget meddelande att återkalla."
    if any(one.event.version == data[TARGET] for one in mine):
        return None
    return "Ett meddelande kan bara återkallas av enheten som skickade det, och bara en gång."


def _is_own_event(state: CaseState, actor: Actor, data: Mapping[str, Said]) -> str | None:
    if TARGET not in data:
        return None
    event = _event(state, data)
    if event is None:
        return "Händelsen finns inte i fallet. Välj en händelse i tidslinjen."
    if event.unit != actor.unit:
        return "En händelse rättas av enheten som registrerade den: den tillhör deras dokumentation. Skicka ett meddelande till dem."
    if event.kind in {CORRECT, STRIKE}:
        return "En rättelse rättas inte. Gör en ny rättelse av den ursprungliga händelsen."
    if any(read.event.version == event.version and read.struck_by for read in state.reads):
        return "Händelsen är redan struken."
    if data.get("intraffade") and event.kind in state.process.opens:
        others = [read.event.happened for read in state.reads if read.event.version != event.version]
        if others and str(data["intraffade"]) > min(others).isoformat():
            return "Fallet kan inte öppnas efter något som redan har hänt i det. Kontrollera tidpunkten."
    return None


def _not_the_opening(state: CaseState, _actor: Actor, data: Mapping[str, Said]) -> str | None:
    event = _event(state, data)
    if event is not None and event.kind in state.process.opens:
        return "Händelsen som öppnade fallet kan inte strykas. Avbryt fallet i stället."
    return None


def _red_track_stays(state: CaseState, _actor: Actor, _data: Mapping[str, Said]) -> str | None:
    is_red = state.said(discharge.BASIS, "valt_spar") == "rött"
    if is_red and UnitKind.CARE_HOME not in state.units.values():
        return (
            "Underlaget har lett till rött spår och ska då inte ändras, utom för den som bor på särskilt boende för äldre "
            "(Hallands samverkansrutin 2022-11-01)."
        )
    return None


def _is_transferred(state: CaseState, _actor: Actor, _data: Mapping[str, Said]) -> str | None:
    if discharge.TRANSFER not in state.last:
        return "Informationen som behövs för fortsatt vård är inte överförd (3 kap. 2 §). Registrera det först."
    if Duty.DOCTOR not in state.bearers:
        return "Ingen har tagit läkaransvaret efter hemgången. Vårdcentralen tar över först, eller så utses någon."
    return None


def _is_offered(state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    offer = state.last.get(doctor_support.HAND_OVER)
    if offer is not None and actor.unit in offer.addressed:
        return None
    return "Överlämningen är inte riktad till er enhet."


def _can_carry(state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    duties = CAPACITY[actor.unit_kind]
    if not duties:
        return "Er enhet kan varken bära läkaransvar eller omvårdnad i ett fall."
    have = {duty for duty in duties if (one := state.bearers.get(duty)) is not None and one.unit == actor.unit}
    waits = {duty for duty in duties if (one := state.waiting.get(duty)) is not None and one.unit == actor.unit}
    return "Er enhet har redan tagit över." if duties <= have | waits else None


def _names_a_unit_that_can(state: CaseState, _actor: Actor, data: Mapping[str, Said]) -> str | None:
    unit, duty = str(data.get(APPOINTED, "")), str(data.get(DUTY, ""))
    kind = state.units.get(unit)
    if kind is not None and duty and Duty(duty) not in CAPACITY[kind]:
        return f"En {UNIT_KIND_NAMES[kind]} kan inte bära {DUTY_NAMES[Duty(duty)]}. Välj en annan enhet."
    return None


def _reported(state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    if deviation.reporter(state) in {"", actor.unit}:
        return None
    return "Det gör enheten som anmälde: den avgör om svaret räcker."


def _is_mended(state: CaseState, _actor: Actor, _data: Mapping[str, Said]) -> str | None:
    return "En åtgärd är inte genomförd än. Genomför den, eller stryk beslutet." if _open_measures(state) else None


def _open_measures(state: CaseState) -> frozenset[int]:
    """The events that set a day of their own which nobody has met yet."""
    counted = state.counted()
    setting = {kind: dated for dated in state.process.dated if dated.each for kind in dated.sets}
    return frozenset(
        event.version
        for event in counted
        if event.kind in setting
        and not any(one.kind in setting[event.kind].stops and one.data.get(TARGET) == event.version for one in counted)
    )


def _is_open_measure(state: CaseState, _actor: Actor, data: Mapping[str, Said]) -> str | None:
    measures = _open_measures(state)
    if data.get(TARGET) in measures if TARGET in data else measures:
        return None
    return "Det finns ingen sådan åtgärd som väntar på att bli genomförd."


def _raised(state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    event = state.last.get(disagreement.RAISE)
    if event is None or event.unit == actor.unit:
        return None
    return "Anmälan dras tillbaka av enheten som gjorde den. Ni kan föreslå en lösning."


def _from_the_other_side(state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    proposed = state.last.get(disagreement.PROPOSE)
    if proposed is None or proposed.side is not actor.side:
        return None
    return "Lösningen är föreslagen av er part. Den andra parten svarar."


def _ends_after_it_begins(state: CaseState, _actor: Actor, data: Mapping[str, Said]) -> str | None:
    first = data.get("forsta_dagen", state.said(enrolment.SINGLE, "forsta_dagen"))
    if first is not None and "sista_dagen" in data and str(data["sista_dagen"]) < str(first):
        return f"Sista dagen är före den första, {first}. Kontrollera dagarna."
    return None


def _names_who_decided(_state: CaseState, _actor: Actor, data: Mapping[str, Said]) -> str | None:
    decided = str(data.get("kommun_som_beslutat_om_placeringen", ""))
    if decided in {"annan kommun i länet", "kommun i annat län"} and not data.get(discharge.DECIDING):
        return "Skriv vilken kommun som har beslutat: betalningsansvaret kan ligga på den."
    return None


def _is_the_region(_state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    return None if actor.side is Side.REGION else "Tilläggsavtalet är regionens. Det registreras av en strateg där."


def _from_the_other_unit(state: CaseState, actor: Actor, _data: Mapping[str, Said]) -> str | None:
    said = [state.last[one] for one in (care_home.TIMES, care_home.DECLINE) if one in state.last]
    latest = max(said, key=lambda one: (one.happened, one.version), default=None)
    if latest is None:
        return "Inga tider är föreslagna än. Föreslå tider först."
    return "Förslaget är ert eget. Den andra parten svarar." if latest.unit == actor.unit else None


def _ends_after_it_began(state: CaseState, _actor: Actor, data: Mapping[str, Said]) -> str | None:
    first = data.get("galler_fran", state.said(care_home.ENTER, "galler_fran"))
    last = next((str(data[name]) for name in ("upphor", "loper_ut") if name in data), None)
    if first is not None and last is not None and last < str(first):
        return f"Sista dagen är före avtalets första, {first}. Kontrollera dagarna."
    return None


def _has_goal_and_action(state: CaseState, _actor: Actor, _data: Mapping[str, Said]) -> str | None:
    written = {event.kind for event in state.counted()}
    if plan.GOAL not in written:
        return "Planen har inget mål än. Skriv minst ett, med den enskildes egna ord."
    return None if plan.ACTION in written else "Planen har ingen insats än. Skriv vem som gör vad, och när."


CONDITIONS: Final[Mapping[str, tuple[Condition, ...]]] = MappingProxyType(
    {
        ACKNOWLEDGE: (_is_addressed,),
        RECALL: (_is_own_message,),
        CORRECT: (_is_own_event,),
        STRIKE: (_is_own_event, _not_the_opening),
        everywhere.TAKE_OVER: (_can_carry,),
        APPOINT: (_names_a_unit_that_can,),
        discharge.BASIS: (_red_track_stays,),
        discharge.CLOSE: (_is_transferred,),
        discharge.PLACEMENT: (_names_who_decided,),
        enrolment.SINGLE: (_ends_after_it_begins,),
        enrolment.LONGER: (_ends_after_it_begins,),
        plan.ADOPT: (_has_goal_and_action,),
        doctor_support.ACCEPT: (_is_offered,),
        doctor_support.RETURN: (_is_offered,),
        deviation.MORE: (_reported,),
        deviation.CLOSE: (_reported, _is_mended),
        deviation.MEASURE_DONE: (_is_open_measure,),
        disagreement.ACCEPT: (_from_the_other_side,),
        disagreement.REJECT: (_from_the_other_side,),
        disagreement.WITHDRAW: (_raised,),
        care_home.ENTER: (_is_the_region, _ends_after_it_began),
        care_home.RENEW: (_is_the_region, _ends_after_it_began),
        care_home.AUDITED: (_is_the_region,),
        care_home.TERMINATE: (_is_the_region, _ends_after_it_began),
        care_home.END: (_is_the_region,),
        care_home.DECLINE: (_from_the_other_unit,),
    }
)
