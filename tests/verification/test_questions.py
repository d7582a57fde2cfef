"""What `verify` finds in single tables, told as sentences."""

from one_agreement import agreement_of, library_of
from samsyn.verification.findings import Kind, Verdict
from samsyn.verification.verify import verify, verify_against


def sentences(report, kind):
    return [finding.sentence for finding in report.findings if finding.kind is kind]


def test_a_case_that_no_row_takes_is_a_gap_told_with_whom_it_touches():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | F   | Ålder | Inskriven | » Huvudman | Källa |
        |-----|-------|-----------|------------|-------|
        | hem | ≥ 18  | ja        | kommun     | [ÖK]  |
        | ung | < 18  | –         | region     | [ÖK]  |
    """)
    )
    assert report.verdict is Verdict.FAILS
    assert sentences(report, Kind.GAP) == [
        "Ingen rad svarar på ”Vem ansvarar?” för den som är 18 år eller äldre och inte är inskriven."
    ]
    assert [dict(finding.example) for finding in report.findings if finding.kind is Kind.GAP] == [
        {"alder": 69, "inskriven": "nej"}
    ]


def test_advice_for_a_gap_is_the_row_that_would_close_it_with_its_answer_left_for_people():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | F   | Ålder | » Huvudman | Källa |
        |-----|-------|------------|-------|
        | hem | ≥ 18  | kommun     | [ÖK]  |
    """)
    )
    assert any("| ny rad | < 18  | ?          | ?     |" in line for line in report.advice)


def test_a_gap_upstream_is_told_once_where_it_arises():
    report = verify(
        agreement_of("""
        ### Är det primärvård?

        | F   | Insats | » Primärvårdsnivå | Källa |
        |-----|--------|-------------------|-------|
        | nej | dialys | nej               | [ÖK]  |

        ### Vem ansvarar?

        | F      | Primärvårdsnivå | » Huvudman | Källa |
        |--------|-----------------|------------|-------|
        | kommun | ja              | kommun     | [ÖK]  |
        | region | nej             | region     | [ÖK]  |
    """)
    )
    assert sentences(report, Kind.GAP) == ["Ingen rad svarar på ”Är det primärvård?” när insatsen inte är dialys."]


def test_a_written_silence_with_since_is_a_known_gap_and_does_not_fail():
    report = verify(
        agreement_of("""
        ### Är det primärvård?

        | F    | Insats    | » Primärvårdsnivå | Källa | Sedan | Skäl        | Möjliga |
        |------|-----------|-------------------|-------|-------|-------------|---------|
        | tyst | avancerad | tyst              | [ÖK]  | 2023  | Ej uppräknat | ja, nej |
        | ja   | ögondroppar | ja              | [ÖK]  | –     | –           | –       |
    """)
    )
    assert report.verdict is Verdict.HOLDS
    assert sentences(report, Kind.KNOWN_GAP) == [
        "Känd lucka sedan 2023: ”Är det primärvård?” har inget svar när insatsen inte är ögondroppar. Ej uppräknat. Tänkbart: ja, nej."
    ]


def test_a_written_silence_without_since_is_a_new_gap():
    report = verify(
        agreement_of("""
        ### Är det primärvård?

        | F    | Insats      | » Primärvårdsnivå | Källa |
        |------|-------------|-------------------|-------|
        | tyst | avancerad   | tyst              | [ÖK]  |
        | ja   | ögondroppar | ja                | [ÖK]  |
    """)
    )
    assert report.verdict is Verdict.FAILS
    assert [finding.kind for finding in report.findings] == [Kind.GAP]


def test_what_only_annars_answers_is_told_but_does_not_fail():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | F      | Boende | » Huvudman | Källa |
        |--------|--------|------------|-------|
        | säbo   | SÄBO   | kommun     | [ÖK]  |
        | annars | –      | region     | [ÖK]  |
    """)
    )
    assert report.verdict is Verdict.HOLDS
    assert sentences(report, Kind.REST) == [
        "Bara restregeln svarar på ”Vem ansvarar?” för den som inte bor på SÄBO: regionen är huvudman."
    ]


def test_two_rows_of_u_that_match_together_contradict_even_when_they_agree():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | U     | Ålder | » Huvudman | Källa |
        |-------|-------|------------|-------|
        | vuxen | ≥ 18  | region     | [ÖK]  |
        | alla  | ≥ 0   | region     | [ÖK]  |
    """)
    )
    assert sentences(report, Kind.CONTRADICTION) == [
        "Raderna ”vuxen”, ”alla” i ”Vem ansvarar?” stämmer samtidigt för den som är 18 år eller äldre, fast bara en får göra det."
    ]


def test_rows_of_a_that_agree_do_not_contradict_and_those_that_do_not_do():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | A      | Ålder | Boende | » Huvudman | Källa |
        |--------|-------|--------|------------|-------|
        | vuxen  | ≥ 18  | –      | region     | [ÖK]  |
        | barn   | < 18  | –      | region     | [ÖK]  |
        | hemma  | –     | hem    | region     | [ÖK]  |
        | på HVB | –     | HVB    | kommun     | [ÖK]  |
    """)
    )
    assert len(sentences(report, Kind.CONTRADICTION)) == 2
    assert all(
        "svarar olika" in sentence and "bor på HVB" in sentence for sentence in sentences(report, Kind.CONTRADICTION)
    )


def test_a_row_hidden_by_an_earlier_one_is_dead_and_the_earlier_one_is_named():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | F      | Ålder | » Huvudman | Källa |
        |--------|-------|------------|-------|
        | alla   | ≥ 0   | region     | [ÖK]  |
        | gamla  | ≥ 80  | kommun     | [ÖK]  |
    """)
    )
    assert (
        sentences(report, Kind.DEAD_ROW)[0]
        == "Raden ”gamla” i ”Vem ansvarar?” kan aldrig svara. Raden ”alla” ovanför svarar alltid före."
    )


def test_a_row_whose_conditions_are_impossible_together_is_dead():
    report = verify(
        agreement_of(
            """
        ### Vem ansvarar?

        | F     | Ålder | Boende | » Huvudman | Källa |
        |-------|-------|--------|------------|-------|
        | barn  | < 18  | SÄBO   | kommun     | [ÖK]  |
        | annars | –    | –      | region     | [ÖK]  |
    """,
            impossible="""
        | Omöjligt     | Ålder | Boende | Skäl                 | Källa |
        |--------------|-------|--------|----------------------|-------|
        | barn på säbo | < 18  | SÄBO   | SÄBO är för äldre.   | [S]   |
    """,
        )
    )
    assert "omöjlig" in {finding.class_ for finding in report.findings}


def test_a_table_that_always_says_the_same_depends_on_nothing():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | F      | Ålder | » Huvudman | Källa |
        |--------|-------|------------|-------|
        | vuxen  | ≥ 18  | region     | [ÖK]  |
        | barn   | < 18  | region     | [ÖK]  |
    """)
    )
    assert [finding.class_ for finding in report.findings] == ["beror inte på något"]


DISPUTED = """
    ### Är det primärvård?

    | F      | Insats      | » Primärvårdsnivå | Källa | Sedan |
    |--------|-------------|-------------------|-------|-------|
    | enkelt | ögondroppar | ja                | [ÖK]  | –     |
    | tyst   | avancerad   | tyst              | [ÖK]  | 2023  |

    ### Vem ansvarar?

    | F      | Primärvårdsnivå | Inskriven | » Huvudman | Källa |
    |--------|-----------------|-----------|------------|-------|
    | kommun | ja              | ja        | kommun     | [ÖK]  |
    | annars | –               | –         | region     | [ÖK]  |
"""


def _reading(value):
    return f"""
        ### Är det primärvård?

        | F       | Insats      | » Primärvårdsnivå | Källa |
        |---------|-------------|-------------------|-------|
        | enkelt  | ögondroppar | ja                | [B]   |
        | omtvist | avancerad   | {value}           | [B]   |
    """


def test_readings_that_give_the_patient_to_each_other_point_at_each_other():
    library = library_of(DISPUTED, regionen=("region", _reading("ja")), kommunerna=("kommun", _reading("nej")))
    pair = [library.usable("prov/avtal", "2021-04-01", name) for name in ("regionen", "kommunerna")]
    (finding,) = verify_against(*pair).findings
    assert finding.class_ == "båda pekar på den andra"
    assert (
        finding.sentence
        == "När insatsen inte är ögondroppar, för den som är inskriven – båda pekar på den andra. Regionen: kommunen är huvudman; Kommunerna: regionen är huvudman."
    )
    assert dict(finding.example) == {"inskriven": "ja", "insats": "dialys"}


def test_readings_that_both_take_the_patient_both_take_responsibility():
    library = library_of(DISPUTED, regionen=("region", _reading("nej")), kommunerna=("kommun", _reading("ja")))
    pair = [library.usable("prov/avtal", "2021-04-01", name) for name in ("regionen", "kommunerna")]
    assert [finding.class_ for finding in verify_against(*pair).findings] == ["båda tar ansvar"]


def test_a_silent_agreement_against_a_reading_is_silent_on_one_side():
    library = library_of(DISPUTED, regionen=("region", _reading("ja")))
    base, reading = library.usable("prov/avtal", "2021-04-01"), library.usable("prov/avtal", "2021-04-01", "regionen")
    assert {finding.class_ for finding in verify_against(base, reading).findings} == {"en tiger"}


def test_two_readings_that_say_the_same_hold():
    library = library_of(DISPUTED, regionen=("region", _reading("ja")), kommunerna=("kommun", _reading("ja")))
    pair = [library.usable("prov/avtal", "2021-04-01", name) for name in ("regionen", "kommunerna")]
    report = verify_against(*pair)
    assert (report.verdict, report.findings) == (Verdict.HOLDS, ())


def test_agreements_without_an_answer_in_common_are_not_verified():
    one = library_of("""
        ### Vem utför?

        | F    | Ålder | » Utförare | Källa |
        |------|-------|------------|-------|
        | alla | –     | region     | [ÖK]  |
    """)
    texts = {
        **one.texts,
        "prov/annat/2021-04-01.md": one.texts["prov/avtal/2021-04-01.md"]
        .replace("» Utförare", "» Omfattas")
        .replace("region    ", "ja        "),
    }
    library = type(one)(texts)
    report = verify_against(library.usable("prov/avtal", "2021-04-01"), library.usable("prov/annat", "2021-04-01"))
    assert report.verdict is Verdict.NOT_VERIFIED
    assert report.why_not


def test_advice_names_a_stricter_hit_policy_and_rows_that_say_the_same():
    report = verify(
        agreement_of("""
        ### Vem ansvarar?

        | F      | Boende | Ålder | » Huvudman | Källa |
        |--------|--------|-------|------------|-------|
        | hemma  | hem    | –     | kommun     | [ÖK]  |
        | säbo   | SÄBO   | –     | kommun     | [ÖK]  |
        | på HVB | HVB    | –     | region     | [ÖK]  |
    """)
    )
    assert any("träffregeln U" in line for line in report.advice)
    assert any("”hemma” och ”säbo” svarar lika" in line for line in report.advice)
