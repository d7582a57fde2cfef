"""Receipts: kept whole, decided again, refused when altered."""

import json
from datetime import datetime

import pytest

from one_agreement import library_of
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.receipt import UnreadableReceiptError, make_receipt, read_receipt, replay, write_receipt
from samsyn.rules.library import Library

TABLES = """
    ### Vem ansvarar?

    | F      | Boende | Inskriven | » Huvudman | Källa |
    |--------|--------|-----------|------------|-------|
    | hemma  | hem    | ja        | kommun     | [ÖK]  |
    | annars | –      | –         | region     | [ÖK]  |
"""
FACTS = {"boende": "hem", "inskriven": "ja"}


@pytest.fixture
def library():
    return library_of(TABLES)


@pytest.fixture
def kept(library):
    compiled = compile_once(library.usable("prov/avtal", "2021-04-01"))
    return make_receipt(compiled, FACTS, compiled.decide(FACTS), datetime(2026, 5, 3, 2, 30))


def changed(library, old, new):
    return Library({name: text.replace(old, new) for name, text in library.texts.items()})


def test_a_receipt_reads_back_as_it_was_written(kept):
    assert read_receipt(write_receipt(kept)) == kept


def test_nothing_has_changed_when_it_is_decided_again_at_once(kept, library):
    told = replay(kept, library)
    assert (told.intact, told.text_changed, told.changed, told.rows_changed, told.trouble) == (True, False, (), (), "")


def test_a_row_put_in_between_changes_the_text_but_neither_answer_nor_row(kept, library):
    told = replay(
        kept, changed(library, "| annars |", "| hvb    | HVB    | –         | region     | [ÖK]  |\n| annars |")
    )
    assert (told.text_changed, told.changed, told.rows_changed) == (True, (), ())


def test_a_changed_answer_is_told_with_then_and_now(kept, library):
    told = replay(kept, changed(library, "ja        | kommun", "ja        | region"))
    assert told.intact
    assert told.changed == ("huvudman",)
    assert (told.then["huvudman"], told.now["huvudman"]) == ("kommun", "region")


def test_the_same_answer_from_another_row_is_told(kept, library):
    told = replay(kept, changed(library, "| hemma  |", "| bostad |"))
    assert (told.changed, told.rows_changed) == ((), ("huvudman",))


def test_other_versions_and_readings_are_decided_too(library):
    texts = {
        **library.texts,
        "prov/avtal/2025-01-01.md": library.texts["prov/avtal/2021-04-01.md"]
        .replace("2021-04-01 –", "2025-01-01 –")
        .replace("| kommun ", "| region "),
    }
    both = Library(texts)
    compiled = compile_once(both.usable("prov/avtal", "2021-04-01"))
    told = replay(make_receipt(compiled, FACTS, compiled.decide(FACTS), None), both)
    assert told.elsewhere == {"prov/avtal@2025-01-01": {"huvudman": "region"}}


def test_a_receipt_still_gives_its_answer_when_the_agreement_is_gone(kept):
    told = replay(kept, library_of(TABLES.replace("Huvudman", "Utförare")))
    assert told.intact
    assert told.changed == ("huvudman",)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["texts"].update({"begrepp.md": told["texts"]["begrepp.md"] + " "}),
        lambda told: told.update(form="något annat"),
        lambda told: told.pop("texts"),
        lambda told: told.update(facts=[1, 2]),
        lambda told: told.update(facts={"boende": 7}),
        lambda told: told.update(answers={"huvudman": "kommun"}),
        lambda told: told.update(facts={"finns_inte": "ja"}),
    ],
)
def test_a_spoilt_receipt_is_refused_with_a_reason(kept, library, spoil):
    told = json.loads(write_receipt(kept))
    spoil(told)
    with pytest.raises(UnreadableReceiptError, match="kvitto"):
        replay(read_receipt(json.dumps(told)), library)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"kvitto"', "[" * 100_000])
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(UnreadableReceiptError):
        read_receipt(text)
