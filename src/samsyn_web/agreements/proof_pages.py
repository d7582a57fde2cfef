"""What the pages of proofs show: the findings of one agreement, and where two answer differently."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from samsyn.facts.case import write_facts
from samsyn.facts.phrases import say_case
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement
from samsyn.verification.findings import DIFFERENCE_CLASSES, Finding, Kind, Verdict, capital
from samsyn.verification.verify import Report
from samsyn_web.agreements.addresses import THE_TEXT, joined, label, reader, row_address
from samsyn_web.agreements.text_pages import about
from samsyn_web.journal.texts import texts

KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.GAP: ("Luckor", "Fall som ingen rad svarar på, och som ingen har pekat ut som en lucka."),
    Kind.CONTRADICTION: ("Motsägelser", "Fall där två rader stämmer samtidigt och svarar olika."),
    Kind.DEAD_ROW: (
        "Rader som aldrig kan svara",
        "De är skymda av en annan rad, eller så kan villkoren aldrig vara uppfyllda.",
    ),
    Kind.KNOWN_GAP: ("Kända luckor", "Källorna säger inget, och avtalets text säger det: svaret är tyst."),
    Kind.REST: ("Bara restregeln svarar", "Fall som ingen egen rad nämner: den sista raden, annars, svarar."),
    Kind.DIFFERENCE: ("Skillnader", ""),
}
"""The kinds of findings, in the order told, and what each means."""

VERDICTS: Final[Mapping[Verdict, tuple[str, str]]] = {
    Verdict.HOLDS: ("done", "håller"),
    Verdict.FAILS: ("due", "håller inte"),
    Verdict.NOT_VERIFIED: ("neutral", "inte bevisat"),
}

EVERYWHERE: Final = "I samtliga fall"
"""How verification says that a difference touches everybody: nothing more to tell than when."""

CLASSES: Final[Mapping[str, str]] = {
    "båda pekar på den andra": "Patienten riskerar att stå utan: var och en menar att det är den andras.",
    "båda tar ansvar": "Båda menar att det är deras eget.",
    "en tiger": "Den ena svarar, den andra säger inget.",
    "olika instans": "Båda svarar, men pekar ut olika instanser.",
    "en motsäger sig": "Den ena svarar, den andra säger emot sig själv.",
    "olika svar": "Svaren skiljer sig utan att någon part pekas ut.",
}
"""What each class of difference means for the patient."""


def findings_page(agreement: Agreement, report: Report, today: date) -> dict[str, Any]:
    """The findings of one agreement, by kind."""
    groups = []
    for kind, (title, meaning) in KINDS.items():
        found = [one for one in report.findings if one.kind is kind]
        if found:
            groups.append(
                {
                    "id": f"fynd-{kind.value}",
                    "title": title,
                    "meaning": meaning,
                    "number": len(found),
                    "tables": _by_table(found, agreement),
                }
            )
    badge, word = VERDICTS[report.verdict]
    return about(agreement, "avtal-fynd", today) | {
        "report": report,
        "verdict": {"kind": badge, "text": word},
        "groups": groups,
        "absent": [title for kind, (title, _) in KINDS.items() if kind in _ASKED and not _any(report, kind)],
        "advice": [_without_place(one) for one in report.advice],
    }


def _by_table(found: Sequence[Finding], agreement: Agreement) -> list[dict[str, Any]]:
    """Findings under the question of the table where they arise."""
    questions: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        decision = agreement.decided_by.get(one.answer)
        question = decision.question if decision else agreement.vocabulary.answers[one.answer].question
        questions.setdefault(question, []).append(_shown(one, agreement))
    return [{"question": question, "findings": members} for question, members in questions.items()]


_ASKED: Final = (Kind.GAP, Kind.CONTRADICTION, Kind.DEAD_ROW)


def _any(report: Report, kind: Kind) -> bool:
    return any(one.kind is kind for one in report.findings)


def _without_place(advice: str) -> str:
    """Advice without the file and line that it begins with: the page names the table."""
    place, colon, rest = advice.partition(": ")
    return rest if colon and ".md:" in place else advice


def _shown(finding: Finding, agreement: Agreement) -> dict[str, Any]:
    vocabulary = agreement.vocabulary
    return {
        "sentence": finding.sentence,
        "example": _sentence(say_case(vocabulary, finding.example)) if finding.example else "",
        "try_url": _try(vocabulary, agreement, finding),
        "rows": [{"name": row, "url": row_address(agreement, finding.answer, row)} for row in finding.rows],
    }


def _sentence(words: str) -> str:
    return f"{capital(words)}."


def _try(vocabulary: Vocabulary, agreement: Agreement, finding: Finding) -> str:
    """The interview with the example filled in."""
    if not finding.example:
        return ""
    asked = {"avtal": f"{agreement.id}@{agreement.version}", "svar": finding.answer}
    return f"{reverse('ansvarskollen')}?{urlencode(asked | write_facts(vocabulary, finding.example))}"


# ---- two compared


def sides_to_choose(library: Library, agreement: Agreement) -> list[dict[str, Any]]:
    """What can be compared: this agreement's versions and readings, then the other agreements as they stand."""
    own = []
    for version in reversed(library.agreements[agreement.id]):
        own.append((f"{agreement.id}@{version}", f"{THE_TEXT} {version}"))
        own += [
            (f"{agreement.id}@{version} {one}", f"{reader(library, agreement.id, one)} ({version})")
            for one in library.readings_of(agreement.id, version)
        ]
    others = [
        (f"{name}@{library.latest(name)}", library.agreement_text(name, library.latest(name)).title)
        for name in library.agreements
        if name != agreement.id and set(agreement.answers) & set(library.agreement(name, library.latest(name)).answers)
    ]
    groups = [{"name": "Det här avtalet", "sides": own}, {"name": "Andra avtal", "sides": others}]
    return [group for group in groups if group["sides"]]


def usual_pair(library: Library, agreement: Agreement, today: date) -> tuple[Agreement, Agreement] | None:
    """What one most likely wants to compare: a reading with the text, a version with the one before, or the first reading."""
    if agreement.reading:
        return joined(library, agreement.id, agreement.version, "", today), agreement
    versions = library.agreements[agreement.id]
    position = versions.index(agreement.version)
    if position:
        return joined(library, agreement.id, versions[position - 1], "", today), agreement
    names = library.readings_of(agreement.id, agreement.version)
    return (agreement, joined(library, agreement.id, agreement.version, names[0], today)) if names else None


def comparison_page(
    agreement: Agreement, pair: tuple[Agreement, Agreement] | None, report: Report | None, today: date
) -> dict[str, Any]:
    """Where two answer differently: the disputes once each under a letter, then whom they touch, the worst first."""
    shown = about(agreement, "avtal-jamfor", today) | {
        "choices": sides_to_choose(texts().library, agreement),
        "pair": pair,
        "names": [_side_name(one, pair) for one in pair] if pair else [],
        "chosen": [one.address for one in pair] if pair else ["", ""],
    }
    if pair is None or report is None:
        return shown
    vocabulary = agreement.vocabulary
    letters = _letters(report.findings)
    answers = dict.fromkeys(one.answer for one in report.findings)
    classes = [one for one in DIFFERENCE_CLASSES if any(found.class_ == one for found in report.findings)]
    badge, _ = VERDICTS[report.verdict]
    return shown | {
        "report": report,
        "verdict": {
            "kind": badge,
            "text": f"{len(report.findings)} skillnader" if report.findings else "inga skillnader",
        },
        "compared": [vocabulary.answers[one] for one in report.compared],
        "disputes": [{"letter": letter, **_when(when)} for when, letter in letters.items()],
        "counts": [
            {
                "answer": vocabulary.answers[name],
                "numbers": [
                    (one, sum(found.class_ == one and found.answer == name for found in report.findings))
                    for one in classes
                ],
            }
            for name in answers
        ],
        "classes": [
            {
                "id": f"klass-{number}",
                "title": capital(one),
                "meaning": CLASSES[one],
                "findings": [
                    _difference(found, letters, pair, vocabulary) for found in report.findings if found.class_ == one
                ],
            }
            for number, one in enumerate(classes, start=1)
        ],
    }


def _side_name(one: Agreement, pair: tuple[Agreement, Agreement]) -> str:
    """What one side is called beside the other."""
    first, second = pair
    if first.id != second.id:
        return f"{one.text.title} ({label(one)})" if one.reading else one.text.title
    if first.version != second.version:
        return f"{label(one)} {one.version}"
    return label(one)


def _letters(found: Iterable[Finding]) -> dict[tuple[str, ...], str]:
    """A letter for each thing that several findings dispute: A, B, … Z, AA, AB, …. What one alone disputes it tells itself."""
    times = Counter(one.telling[1] for one in found)
    return {when: _letter(number) for number, when in enumerate(when for when, times in times.items() if times > 1)}


def _when(alternatives: Sequence[str]) -> dict[str, Any]:
    """What makes something disputed: one of the ways first, the others to be unfolded."""
    return {"first": alternatives[0] if alternatives else "", "others": alternatives[1:]}


def _letter(number: int) -> str:
    word = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def _difference(
    finding: Finding, letters: Mapping[tuple[str, ...], str], pair: Sequence[Agreement], vocabulary: Vocabulary
) -> dict[str, Any]:
    whom, when, said = finding.telling
    answer = vocabulary.answers[finding.answer]
    return {
        "answer": answer.name,
        "letter": letters.get(when, ""),
        "when": _when(when),
        "whom": "" if whom == EVERYWHERE and when not in letters else whom,
        "said": [capital(one) for one in said.split("; ")],
        "example": _sentence(say_case(vocabulary, finding.example)) if finding.example else "",
        "try_url": _try(vocabulary, pair[0], finding),
        "rows": [_row(row, pair, vocabulary) for row in finding.rows],
    }


def _row(row: str, pair: Sequence[Agreement], vocabulary: Vocabulary) -> dict[str, str]:
    """A row that a difference rests on, `huvudman: annars`, with its table's question; it leads to where it stands."""
    decision, _, name = row.partition(": ")
    holds = [one for one in pair if any(each.name == name for each in _rows(one, decision))]
    where = (holds or list(pair))[0]
    table = where.decided_by.get(decision)
    question = table.question if table else vocabulary.answers[decision].question
    return {"name": f"{question} – {name}", "url": row_address(where, decision, name)}


def _rows(agreement: Agreement, decision: str) -> Sequence[Any]:
    found = agreement.decided_by.get(decision)
    return found.rows if found else ()
