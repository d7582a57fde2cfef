"""Liability by two models, as somebody reads it in a browser."""

from web.test_money_from_the_journal import patient_not_enrolled, stay
from web.test_money_from_the_journal_pages import AVERAGE, STAYS, give


def test_liability_by_both_models_can_be_read_by_everyone(desks):
    desk = desks("Stina")
    made = desk.town
    person = patient_not_enrolled(made)
    stay(made, person, available="ej klarlagt")
    give(made, {**STAYS, **AVERAGE})
    desk.go("/ekonomi/betalningsansvar?manad=2026-05")
    desk.sees("Ingen av modellerna är Hallands.")
    desk.look("ekonomi-betalningsansvar")
