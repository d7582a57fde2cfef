"""The rule lists as a decision graph of zen-engine (JDM): one table with hit policy `first` a decision, in a chain."""

from collections.abc import Sequence
from itertools import pairwise

from rule_lists import SILENT, Input, Rule, RuleList

ROW = "_rad"
"""Put after a decision's name: the output column with the row of the agreement that answered."""


def graph(lists: Sequence[RuleList]) -> dict[str, object]:
    """The content of a decision graph that answers every output and names the row behind each."""
    nodes: list[dict[str, object]] = [{"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}}]
    nodes += [_table(one) for one in lists]
    nodes.append({"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}})
    edges = [
        {"id": f"e{index}", "sourceId": one["id"], "targetId": other["id"], "type": "edge"}
        for index, (one, other) in enumerate(pairwise(nodes))
    ]
    return {"nodes": nodes, "edges": edges}


def _table(one: RuleList) -> dict[str, object]:
    tested = [column for column in one.inputs if any(column.name in rule.accepted for rule in one.rules)]
    outputs = (*one.decision.outputs, one.decision.id + ROW)
    return {
        "id": one.decision.id,
        "type": "decisionTableNode",
        "name": one.decision.id,
        "position": {"x": 0, "y": 0},
        "content": {
            "hitPolicy": "first",
            "passThrough": True,
            "executionMode": "single",
            "inputs": [{"id": column.name, "name": column.name, "field": column.name} for column in tested],
            "outputs": [{"id": f"»{name}", "name": name, "field": name} for name in outputs],
            "rules": [_rule(index, rule, tested, outputs) for index, rule in enumerate(one.rules)],
        },
    }


def _rule(index: int, rule: Rule, tested: Sequence[Input], outputs: Sequence[str]) -> dict[str, str]:
    made = {"_id": f"r{index}"}
    for column in tested:
        made[column.name] = _cell(column, rule.accepted[column.name]) if column.name in rule.accepted else ""
    said = (*rule.outcomes, rule.row or SILENT)
    made |= {f"»{name}": _word(value) for name, value in zip(outputs, said, strict=True)}
    return made


def _cell(column: Input, accepted: frozenset[int]) -> str:
    if column.spans is not None:
        spans = [span for index in sorted(accepted) for span in column.spans[index]]
        return ", ".join(f"[{low}..{high}]" for low, high in spans)
    values = [value for index in sorted(accepted) for value in column.members[index]]
    others = [value for index, member in enumerate(column.members) if index not in accepted for value in member]
    if len(others) < len(values):
        return f"$ not in [{', '.join(_word(str(value)) for value in others)}]"
    return ", ".join(_word(str(value)) for value in values)


def _word(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"'
