"""What a case's events say of it as facts of the vocabulary: what its agreements are asked with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import runs_out
from samsyn.facts.values import Choice, Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.processes import discharge as d
from samsyn.processes import doctor_support as s
from samsyn.processes.deadlines import Clock, Running
from samsyn.processes.fields import moment_of
from samsyn.processes.state import CaseState

_RUNNING_WORDS: Final = {
    Running.RUNNING: "pågår",
    Running.WARNING: "pågår",
    Running.ENDLESS: "pågår",
    Running.OVERDUE: "löpt ut",
}


AFTER_HOSPITAL: Final[Mapping[str, Mapping[str, Value]]] = {
    "ordinärt boende": {"vardas_just_nu_i": "hemmet"},
    "särskilt boende för äldre": {"vardas_just_nu_i": "hemmet", "bor_i": "särskilt boende för äldre"},
    "annat boende": {"vardas_just_nu_i": "hemmet"},
    "korttidsboende": {"vardas_just_nu_i": "korttidsboende"},
}
"""Where somebody is cared for after a hospital stay, by what was said of where they went."""


def said_facts(state: CaseState, vocabulary: Vocabulary) -> dict[str, Value]:
    """Every field of the latest events that is named as a fact and has one of its values."""
    facts: dict[str, Value] = {}
    for event in sorted(state.last.values(), key=lambda one: (one.happened, one.version)):
        for name, value in event.data.items():
            fact = vocabulary.facts.get(name)
            if (
                fact is not None
                and isinstance(fact.domain, Choice)
                and isinstance(value, str)
                and value in fact.domain.values
            ):
                facts[name] = value
    return facts


def yes_no(*, holds: bool) -> str:
    """A yes or a no as the vocabulary has it."""
    return "ja" if holds else "nej"


def discharge_facts(state: CaseState, vocabulary: Vocabulary) -> dict[str, Value]:
    """What a discharge's events say."""
    facts = said_facts(state, vocabulary)
    last = state.last
    if d.COERCIVE in last:
        facts["tvangsvard"] = str(last[d.COERCIVE].data["tvangsvard"])
    if state.stage is not None and state.stage.keeps:
        facts["vardas_just_nu_i"] = (
            "sluten psykiatrisk vård" if facts.get("tvangsvard", "ingen") != "ingen" else "sluten somatisk vård"
        )
    elif d.LEAVE in last:
        facts |= AFTER_HOSPITAL.get(str(last[d.LEAVE].data["hem_till"]), {})
    facts["inskrivningsmeddelande_skickat"] = yes_no(holds=d.NOTICE in last)
    facts["fast_vardkontakt_utsedd"] = yes_no(holds=d.CONTACT in last)
    facts["planeringsunderlag_ifyllt"] = yes_no(holds=d.BASIS in last)
    # The judgement is about somebody still in hospital: once they have left it says nothing more.
    facts["utskrivningsklar"] = yes_no(holds=d.READY in last and d.LEAVE not in last)
    facts["hemgangsklar_kommenterad"] = yes_no(holds=d.HOME_READY in last)
    facts["komplex_hemgang"] = yes_no(holds=d.COMPLEX in last)
    facts["underrattelse_om_utskrivningsklar"] = _notice(state)
    facts["kallelse_till_sip"] = _call(state)
    facts["beraknad_utskrivning_andrad"] = _changed(state)
    if d.NO_SIP in last and not (d.CALL in last and last[d.CALL].happened > last[d.NO_SIP].happened):
        name = "samtycker_till_sip" if last[d.NO_SIP].data["grund"] == "samtycker inte" else "sip_bedoms_behovas"
        facts[name] = "nej"
    elif d.CALL in last:
        facts["sip_bedoms_behovas"] = "ja"
    facts.update(_points(state))
    return facts


def _notice(state: CaseState) -> str:
    event = state.last.get(d.READY_NOTICE)
    if event is None:
        return "inte skickad"
    local = event.happened.astimezone(STOCKHOLM)
    is_late = (local.hour, local.minute, local.second) > (12, 0, 0)
    return "skickad efter klockan 12" if is_late else "skickad senast klockan 12"


def _call(state: CaseState) -> str:
    """In time when sent within three days of the notice (4:3); the day of the notice is not counted, which no text settles."""
    call, notice = state.last.get(d.CALL), state.last.get(d.READY_NOTICE)
    if call is None:
        return "inte skickad"
    if notice is None:
        return "skickad i tid"
    ends = runs_out(notice.happened, 3, "kalenderdagar", counts_start=None)
    return "skickad i tid" if call.happened < ends.latest else "skickad för sent"


def _changed(state: CaseState) -> str:
    first, changed = state.said(d.NOTICE, "beraknad"), state.last.get(d.CHANGED)
    if first is None or changed is None:
        return "inte ändrad"
    earlier = [
        read.event
        for read in state.reads
        if read.event.kind == d.CHANGED and read.struck_by is None and read.event.version != changed.version
    ]
    before = moment_of(str(earlier[-1].data["beraknad"]) if earlier else first).astimezone(STOCKHOLM)
    after = moment_of(str(changed.data["beraknad"])).astimezone(STOCKHOLM)
    days = (after.date() - before.date()).days
    if after < before:
        return "tidigarelagd"
    if after == before:
        return "inte ändrad"
    return "senarelagd mer än en dag" if days > 1 else "senarelagd högst en dag"


def points(state: CaseState) -> Mapping[str, Mapping[str, str]]:
    """For each of the seven points what was last said of it: lage, ansvarig, senast, text."""
    said: dict[str, Mapping[str, str]] = {}
    for read in state.reads:
        if read.event.kind == d.POINT and read.struck_by is None and not read.event.is_destroyed:
            said[str(read.event.data["punkt"])] = {name: str(value) for name, value in read.event.data.items()}
    return said


def _points(state: CaseState) -> dict[str, Value]:
    """The seven points as facts; what nobody has said anything about is not done."""
    if d.COMPLEX not in state.last:
        return {}
    said = points(state)

    def standing(point: str) -> str:
        return said.get(point, {}).get("lage", "inte klar")

    def done(point: str) -> str:
        return yes_no(holds=standing(point) != "inte klar")

    words = {
        "klar": ("genomförd", "gjord"),
        "inte klar": ("inte genomförd", "inte gjord"),
        "behövs inte": ("behövs inte",) * 2,
    }
    return {
        "separat_meddelande_skickat": done("separat_meddelande"),
        "dialog_om_utskrivningsklar": done("datum"),
        "utbildare_utsedd": yes_no(holds="utbildning" in said),
        "utbildning_genomford": words[standing("utbildning")][0],
        "materialansvar_klarlagt": yes_no(holds="material" in said),
        "material_pa_plats": done("material"),
        "kontaktvag_dygnet_runt": done("lakarkontakt"),
        "skriftlig_vardplan_finns": done("vardplan"),
        "riskanalys": words[standing("riskanalys")][1],
        **({"fast_lakarkontakt": "ingen"} if done("lakarkontakt") == "nej" else {}),
    }


def support_facts(state: CaseState, vocabulary: Vocabulary) -> dict[str, Value]:
    """What a doctor support's events say."""
    facts = said_facts(state, vocabulary)
    last = state.last
    if s.RISK in last:
        facts["hog_risk_for_oplanerad_aterinskrivning"] = "ja"
    elif s.ASK in last:
        facts["hog_risk_for_oplanerad_aterinskrivning"] = "nej"
    decisions = [last[one] for one in (s.GRANT, s.DENY, s.GRANT_LONGER, s.DENY_LONGER) if one in last]
    latest = max(decisions, key=lambda one: (one.happened, one.version), default=None)
    if latest is None:
        facts["sarskild_provning"] = "ej gjord"
    else:
        is_granted = latest.kind in {s.GRANT, s.GRANT_LONGER}
        facts["sarskild_provning"] = "läkarstöd beviljat" if is_granted else "läkarstöd avslaget"
    facts["lakarstod_pagar"] = yes_no(holds=state.stage_id in {s.ONGOING, s.PROPOSED})
    facts["overlamning_mojlig"] = yes_no(holds=s.HAND_OVER in last)
    if s.HOME in last:
        facts["nyss_utskriven"] = "ja"
        facts["vardas_just_nu_i"] = "hemmet"
    return facts


def support_time(running: Sequence[Clock], now: datetime) -> dict[str, Value]:
    """What the clocks of a doctor support say."""
    return {"lakarstodets_tid": standing_of(running, "Läkarstödets tid", now)}


def standing_of(running: Sequence[Clock], name: str, now: datetime) -> str:
    """How it is with a clock, in the vocabulary's words."""
    clock = next((one for one in running if one.name == name), None)
    standing = clock.standing(now) if clock else None
    if clock is not None and standing is Running.REPLACED and clock.ends is not None:
        standing = Running.OVERDUE if now >= clock.ends.earliest else Running.RUNNING
    return "inte startad" if standing is None else _RUNNING_WORDS.get(standing, "löpt ut")
