"""`verify`: gaps, contradictions and dead rows of agreements, and differences between two."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace

from samsyn.command_line.library import open_library
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, progress, say
from samsyn.documents.identifiers import fold, suggestion
from samsyn.facts.phrases import say_case
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement
from samsyn.verification.findings import Finding, Kind, Verdict, capital
from samsyn.verification.verify import Report, report_as_data, verify, verify_against

_TITLES = {
    Kind.GAP: "Luckor",
    Kind.CONTRADICTION: "Motsägelser",
    Kind.DEAD_ROW: "Rader som aldrig kan svara",
    Kind.DIFFERENCE: "Skillnader",
    Kind.KNOWN_GAP: "Kända luckor",
    Kind.REST: "Bara restregeln svarar",
}
_VERDICTS = {Verdict.HOLDS: "håller", Verdict.FAILS: "håller inte", Verdict.NOT_VERIFIED: "inte bevisat"}


def verify_command(arguments: argparse.Namespace) -> int:
    """Verify one agreement, two against each other, or the whole library; status 1 when it does not hold."""
    library = open_library(arguments)
    if arguments.agreement is None and (
        arguments.reading or arguments.against or arguments.reading_against or arguments.answer
    ):
        raise NotPossibleError(
            "--reading, --against, --reading-against och --answer behöver ett avtal, t.ex. samsyn verify halland/hemsjukvard --reading region"
        )
    if arguments.agreement is None:
        return _whole_library(library, arguments)
    for name in arguments.answer:
        if fold(name) not in library.vocabulary.answers:
            raise NotPossibleError(
                f"det finns inget svar ”{name}” – {suggestion(name, library.vocabulary.answers, 'se samsyn show begrepp')}"
            )
    agreement, version = library.find(arguments.agreement)
    first = library.usable(agreement, version, arguments.reading)
    with progress("bevisar") as bar:

        def tell(what: str) -> None:
            bar.update(bar.task_ids[0], description=what)

        if arguments.against or arguments.reading_against:
            other_agreement, other_version = (
                library.find(arguments.against) if arguments.against else (agreement, version)
            )
            second = library.usable(other_agreement, other_version, arguments.reading_against)
            report = verify_against(first, second, tell)
            if not arguments.json:
                report = _as_named(report, (first, second))
            title = f"{first.address} mot {second.address}"
        else:
            report = verify(first, tell)
            title = first.address
    if arguments.answer:
        report = _only(report, [fold(name) for name in arguments.answer])
    if arguments.json:
        as_json(report_as_data(report, library.vocabulary))
    else:
        _say_report(title, report, library.vocabulary)
    return 0 if report.verdict is Verdict.HOLDS else 1


def _as_named(report: Report, agreements: Sequence[Agreement]) -> Report:
    """The report with rows told as the tables name them: "Vem ansvarar? rad ”tröskeln”"."""
    questions = {decision.id: decision.question for agreement in agreements for decision in agreement.decisions}

    def named(row: str) -> str:
        decision, _, name = row.partition(": ")
        return f"{questions.get(decision, decision)} rad ”{name}”"

    findings = [replace(finding, rows=tuple(map(named, finding.rows))) for finding in report.findings]
    return replace(report, findings=tuple(findings))


def _only(report: Report, answers: Sequence[str]) -> Report:
    """The report on some answers alone; the verdict is theirs."""
    found = tuple(finding for finding in report.findings if finding.answer in answers)
    verdict = (
        report.verdict
        if report.verdict is Verdict.NOT_VERIFIED
        else Verdict.FAILS
        if any(finding.fails for finding in found)
        else Verdict.HOLDS
    )
    return replace(
        report,
        findings=found,
        verdict=verdict,
        compared=tuple(name for name in report.compared if name in answers),
        advice=(),
    )


def everything(library: Library) -> Iterator[Agreement]:
    """Every version of every agreement, as it stands and under each of its readings."""
    for agreement, versions in library.agreements.items():
        for version in versions:
            for reading in ("", *library.readings_of(agreement, version)):
                yield library.usable(agreement, version, reading)


def _whole_library(library: Library, arguments: argparse.Namespace) -> int:
    reports: dict[str, Report] = {}
    agreements = list(everything(library))
    with progress("bevisar biblioteket") as bar:
        for done, each in enumerate(agreements):
            bar.update(bar.task_ids[0], description=each.address, completed=done, total=len(agreements))
            reports[each.address] = verify(each)
    held = all(report.verdict is Verdict.HOLDS for report in reports.values())
    if arguments.json:
        as_json(
            {
                "verdict": (Verdict.HOLDS if held else Verdict.FAILS).value,
                "agreements": {
                    address: report_as_data(report, library.vocabulary) for address, report in reports.items()
                },
            }
        )
        return 0 if held else 1
    for address, report in reports.items():
        counts = "; ".join(
            f"{_TITLES[kind].lower()}: {number}"
            for kind in _TITLES
            if (number := sum(finding.kind is kind for finding in report.findings))
        )
        say(f"{address}: {_VERDICTS[report.verdict]}" + (f" ({counts})" if counts else ""))
        for finding in report.findings:
            if finding.fails:
                _say_finding(finding, library.vocabulary)
    return 0 if held else 1


def _say_report(title: str, report: Report, vocabulary: Vocabulary) -> None:
    heading(f"{title}: {_VERDICTS[report.verdict]}")
    if report.why_not:
        say(report.why_not)
    if report.compared:
        say(f"Jämförda svar: {', '.join(vocabulary.answers[name].name for name in report.compared)}.")
    for kind, name in _TITLES.items():
        found = [finding for finding in report.findings if finding.kind is kind]
        if not found:
            continue
        print()
        heading(f"{name} ({len(found)})")
        if kind is Kind.DIFFERENCE:
            _say_differences(found, vocabulary)
            continue
        for finding in found:
            _say_finding(finding, vocabulary)
    if not report.findings and report.verdict is Verdict.HOLDS:
        say("Inga skillnader." if report.compared else "Inget att anmärka.")
    if report.advice:
        print()
        _say_advice(report.advice)


def _say_advice(advice: Sequence[str]) -> None:
    """Folded, but for rows to copy."""
    heading("Råd")
    for line in "\n".join(f"- {each}" for each in advice).split("\n"):
        if line.startswith("|"):
            print(line)
        else:
            say(line)


def _say_differences(found: Sequence[Finding], vocabulary: Vocabulary) -> None:
    """What the disputes are about once each, under a letter; then whom they touch, the worst for the patient first."""
    counts = {
        class_: sum(finding.class_ == class_ for finding in found)
        for class_ in dict.fromkeys(finding.class_ for finding in found)
    }
    say("; ".join(f"{class_}: {number}" for class_, number in counts.items()) + ". Tvisterna har var sin bokstav:", 2)
    disputes = {finding.telling[1]: "" for finding in found}
    for number, when in enumerate(disputes):
        disputes[when] = letters(number)
        say(f"{letters(number)}: {'; eller '.join(when)}.", 2)
    for class_ in dict.fromkeys(finding.class_ for finding in found):
        print()
        heading(f"{capital(class_)} ({sum(finding.class_ == class_ for finding in found)})")
        for finding in found:
            if finding.class_ != class_:
                continue
            whom, when, said = finding.telling
            say(f"– {disputes[when]}, {whom[:1].lower()}{whom[1:]}. {capital(said)}.", 2)
            say(f"Till exempel: {say_case(vocabulary, finding.example)}.", 6)
            say(f"Rader: {'; '.join(finding.rows)}", 6)


def letters(number: int) -> str:
    """Count in letters: A, B, … Z, AA, AB, …."""
    word = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def _say_finding(finding: Finding, vocabulary: Vocabulary) -> None:
    say(f"– {finding.sentence}", 2)
    if finding.example:
        say(f"Till exempel: {say_case(vocabulary, finding.example)}.", 6)
    if finding.rows:
        say(f"Rader: {'; '.join(finding.rows)}", 6)
