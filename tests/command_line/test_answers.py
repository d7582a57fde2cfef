"""How answers are told: the practical ones first, those who answer alike together, and what is thinkable where the text is silent."""

import json
from pathlib import Path

import pytest

from one_agreement import agreement_of
from samsyn.command_line import main
from samsyn.command_line.answering import practical_first
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.explanation import explain
from samsyn.evaluation.sentences import answer_sentence

SMALL = Path(__file__).parent.parent / "small"

PREMISE = """
    ### Är det primärvård?

    | F        | Insats      | » Primärvårdsnivå | Källa | Sedan | Skäl | Möjliga |
    |----------|-------------|-------------------|-------|-------|------|---------|
    | ja       | ögondroppar | ja                | [ÖK]  | –     | –    | –       |
    | omstridd | dialys, TPN | tyst              | [ÖK]  | 2023  | –    | {}      |

    ### Vem ansvarar?

    | F      | Boende | Primärvårdsnivå | » Huvudman | Källa | Sedan | Skäl | Möjliga        |
    |--------|--------|-----------------|------------|-------|-------|------|----------------|
    | hvb    | HVB    | –               | tyst       | [ÖK]  | 2023  | –    | kommun, jouren |
    | kommun | –      | ja              | kommun     | [ÖK]  | –     | –    | –              |
    | region | –      | nej             | region     | [ÖK]  | –     | –    | –              |
    | annars | –      | –               | jouren     | [ÖK]  | –     | –    | –              |
"""


def sentence(tables, facts, answer="huvudman"):
    compiled = Compiled.of(agreement_of(tables))
    told = explain(compiled, facts, answer, compiled.decide(facts)[answer])
    return answer_sentence(compiled.agreement.vocabulary, told)


@pytest.mark.parametrize(
    ("possible", "facts", "said"),
    [
        ("ja, nej", {"insats": "dialys", "boende": "hem"}, " Tänkbart: region eller kommun."),
        ("–", {"insats": "dialys", "boende": "hem"}, " Tänkbart: region eller kommun."),
        ("nej", {"insats": "dialys", "boende": "hem"}, " Tänkbart: region."),
    ],
)
def test_where_a_premise_is_silent_what_the_rows_would_answer_is_thinkable(possible, facts, said):
    assert sentence(PREMISE.format(possible), facts) == (
        f"Huvudman: avtalet är tyst.{said} Det beror på en fråga utan svar: ”Är det primärvård?”"
    )


def test_a_silent_row_says_itself_what_is_thinkable():
    assert (
        sentence(PREMISE.format("–"), {"boende": "HVB"}) == "Huvudman: avtalet är tyst. Tänkbart: kommun eller jouren."
    )


def test_annars_is_thinkable_only_when_no_row_above_need_hold():
    tables = "\n".join(line for line in PREMISE.splitlines() if "| region |" not in line)
    assert "Tänkbart: kommun eller jouren." in sentence(tables.format("–"), {"insats": "dialys", "boende": "hem"})


def test_silence_is_told_after_the_values():
    tables = PREMISE.format("–")
    assert sentence(tables, {"boende": "hem"}).startswith("Huvudman: okänt (kommun eller tyst).")


def test_who_is_responsible_who_does_it_and_whom_to_call_come_first():
    assert practical_first(("niva", "ring_forst", "utforare", "om_inget_svar", "huvudman")) == (
        "huvudman",
        "utforare",
        "ring_forst",
        "niva",
        "om_inget_svar",
    )


@pytest.fixture
def samsyn(capsys, monkeypatch):
    def run(*words):
        monkeypatch.setenv("COLUMNS", "100")
        where = () if "--agreements" in words else ("--agreements", str(SMALL))
        status = main([*words, *where])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_readings_that_answer_alike_for_the_same_reason_are_told_together(samsyn):
    facts = ("--fact", "insats=ögondroppar", "--fact", "alder=82", "--fact", "inskriven=nej")
    _, out, _ = samsyn("decide", "halland/hemsjukvard", *facts, "--why")
    assert "Huvudman   region   alla" in out
    assert out.count("Huvudman: Regionen är huvudman.") == 1
    assert "enligt avtalstexten, Kommunerna och Regionen:" in out


@pytest.mark.parametrize("option", [("--json",), ("--receipt", "kvitto.json")])
def test_what_only_decides_the_text_says_so(option, samsyn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = "samsyn: bara avtalstexten är avgjord; läsningarna avgörs med --reading: kommunerna, region\n"
    assert samsyn("decide", "halland/hemsjukvard", *option)[2] == said
    assert samsyn("decide", "halland/hemsjukvard", "--reading", "region", *option)[2] == ""


def test_a_fact_that_disagrees_with_the_moment_goes_before_it_and_says_so(samsyn):
    ground = Path(__file__).parents[1] / "bad" / "grund"
    address = ("halland/hemsjukvard", "--reading", "region", "--agreements", str(ground))
    words = ("decide", *address, "--at", "2026-05-03T02:30", "--json")
    _, plain, _ = samsyn(*words)
    status, out, err = samsyn(*words, "--fact", "klockslag=03:30")
    assert (status, json.loads(out)) == (0, json.loads(plain))
    assert err == "samsyn: klockslag är 03:30 som --fact säger, inte 02:30 som --at säger: --fact går före\n"
    assert samsyn(*words, "--fact", "klockslag=02:30")[2] == ""
