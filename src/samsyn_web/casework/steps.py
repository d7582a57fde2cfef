"""How far a case has come: the stages it has been in, where it is, and those it can still come to.

Some kinds of case go one way, others fork: a stage that can no longer come, or was passed by, is not shown.
"""

from samsyn.processes.events import STRIKE
from samsyn.processes.process import Leads, Stage
from samsyn.processes.state import CaseState


def steps(state: CaseState) -> list[dict[str, str]]:
    """The stages as the page shows them, each done, current or later; last how it can end, or how it ended."""
    stages, here = state.process.stages, state.stage
    if here is None:
        return []
    been, ahead = _been(state), _ahead(state)
    shown: list[tuple[Stage, str]] = []
    is_past = True
    for stage in stages.values():
        if stage is here:
            shown.append((stage, "current"))
            is_past = False
        elif stage.is_open and (stage.id in been if is_past else stage.id in ahead):
            shown.append((stage, "done" if is_past else "later"))
    if here.is_open:
        end = next((stage for stage in stages.values() if not stage.is_open and stage.id in ahead), None)
        shown += [(end, "later")] if end is not None else []
    return [{"name": stage.name, "state": how} for stage, how in shown]


def _been(state: CaseState) -> set[str]:
    """The stages a case has been in."""
    been, stage = set(), ""
    for read in state.reads:
        step = state.process.steps.get((stage, read.event.kind))
        if read.struck_by is None and read.event.version not in state.misplaced and isinstance(step, Leads):
            stage = step.to
            been.add(stage)
    return been


def _ahead(state: CaseState) -> set[str]:
    """The stages that can still come, by whatever is done."""
    ahead: set[str] = set()
    waiting = [state.stage_id]
    while waiting:
        stage = waiting.pop()
        for act in state.process.acts:
            step = state.process.step(stage, act)
            if act != STRIKE and isinstance(step, Leads) and step.to not in ahead:
                ahead.add(step.to)
                waiting.append(step.to)
    return ahead
