"""`samsyn verify`: every question asked of an agreement, or every difference between two, with a verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samsyn.evaluation.compiled import Compiled, Space
from samsyn.facts.case import write_facts
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.versions import Agreement
from samsyn.verification.advice import advice
from samsyn.verification.differences import compared_answers, differences
from samsyn.verification.findings import Finding, Verdict
from samsyn.verification.pieces import TooManyPiecesError
from samsyn.verification.questions import QUESTIONS
from samsyn.verification.witness import ReplayError

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found. `why_not` says why nothing could be verified, when that is the verdict."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    advice: tuple[str, ...] = ()
    why_not: str = ""
    compared: tuple[str, ...] = ()


def verify(agreement: Agreement, progress: Progress = lambda _: None) -> Report:
    """Ask every question of one agreement. It holds when nothing is found but known gaps and what only `annars` answers."""
    try:
        progress(f"ritar upp {agreement.address}")
        compiled = Compiled.of(agreement)
        findings: list[Finding] = []
        for question in QUESTIONS:
            progress(f"{agreement.address}: {(question.__doc__ or '').splitlines()[0]}")
            findings.extend(question(compiled))
    except (TooManyPiecesError, ReplayError, RecursionError) as error:
        return _not_verified(error)
    told = tuple(findings)
    return Report(_verdict(told), told, advice(compiled, told))


def verify_against(first: Agreement, second: Agreement, progress: Progress = lambda _: None) -> Report:
    """Find every kind of case that two agreements, versions or readings answer differently."""
    try:
        progress(f"ritar upp {first.address} och {second.address}")
        space = Space.of((first, second))
        one, other = Compiled.of(first, space), Compiled.of(second, space)
        progress("jämför svaren")
        findings = tuple(differences(one, other))
    except (TooManyPiecesError, ReplayError, RecursionError) as error:
        return _not_verified(error)
    compared = compared_answers(first, second)
    if not compared:
        return Report(
            Verdict.NOT_VERIFIED, (), why_not=f"{first.address} och {second.address} ger inga svar som kan jämföras"
        )
    return Report(_verdict(findings), findings, compared=compared)


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    return Verdict.FAILS if any(finding.fails for finding in findings) else Verdict.HOLDS


def _not_verified(error: Exception) -> Report:
    if isinstance(error, ReplayError):
        why = f"ett fynd höll inte när det prövades om: {error}. Det är ett fel i programmet."
    else:
        why = "avtalet är för stort att berätta i rimligt många meningar"
    return Report(Verdict.NOT_VERIFIED, (), why_not=why)


def report_as_data(report: Report, vocabulary: Vocabulary) -> dict[str, object]:
    """A report as plain data for `--json`."""
    told: dict[str, object] = {
        "verdict": report.verdict.value,
        "findings": [_finding_as_data(finding, vocabulary) for finding in report.findings],
    }
    if report.advice:
        told["advice"] = list(report.advice)
    if report.why_not:
        told["why_not"] = report.why_not
    return told


def _finding_as_data(finding: Finding, vocabulary: Vocabulary) -> Mapping[str, object]:
    told: dict[str, object] = {
        "kind": finding.kind.value,
        "class": finding.class_,
        "answer": finding.answer,
        "facts": {name: cell.text for name, cell in finding.facts.items()},
        "sentence": finding.sentence,
        "example": write_facts(vocabulary, finding.example),
        "rows": list(finding.rows),
    }
    if finding.when:
        told["when"] = [{name: cell.text for name, cell in each.items()} for each in finding.when]
    if finding.exceptions:
        told["except"] = [{name: cell.text for name, cell in exception.items()} for exception in finding.exceptions]
    return told
