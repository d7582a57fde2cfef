"""A controller settles a month of visits, sees what is not paid and why, and follows the frame; liability by two models."""

from samsyn_web.directory import places
from web.test_money_from_the_journal import at, patient_not_enrolled, stay
from web.test_money_from_the_journal_pages import AVERAGE, HOMES, STAYS, VISITS, give, three_visits


def test_a_controller_settles_a_month_and_books_on_the_frame(desks):
    desk = desks("Conny")
    made = desk.town
    person = patient_not_enrolled(made)
    three_visits(made, person)
    home = made.units["Strandgården"]
    home.served_by = made.units["Vårdcentralen Ängen"]
    home.save()
    places.publish(unit=home, places=27, valid_from=at(1).date().replace(month=1), source="webben", by=None, at=at(1))
    give(made, {**VISITS, **HOMES, **STAYS, **AVERAGE, "ram-manader": "2026-05..2027-04"})
    desk.go("/ekonomi/besok?manad=2026-05")
    desk.look("ekonomi-besok")
    desk.page.get_by_role("button", name="Avräkna maj 2026").click()
    desk.sees("Läkarbesöken i maj 2026 är avräknade.")
    desk.go("/ekonomi/besok?manad=2026-05&harledning=enhet-1")
    desk.look("ekonomi-besok-harledning")
    desk.go("/ekonomi/sarskilt-boende?ar=2026")
    desk.look("ekonomi-sabo")
    desk.go("/ekonomi/ramen/bokfor")
    desk.look("ekonomi-ramen-bokfor")
    desk.page.get_by_label("Dag").fill("2026-05-20")
    desk.page.get_by_label("För vad").fill("Läkarmedverkans utökade insatser")
    desk.page.get_by_label("Belopp i kronor").fill("125000")
    desk.page.get_by_label("Källa").fill("verifikation 12")
    desk.page.get_by_role("button", name="Bokför", exact=True).click()
    desk.sees("Beloppet är bokfört på ramen.")
    desk.look("ekonomi-ramen")


def test_liability_by_both_models_can_be_read_by_everyone(desks):
    desk = desks("Stina")
    made = desk.town
    person = patient_not_enrolled(made)
    stay(made, person, available="ej klarlagt")
    give(made, {**STAYS, **AVERAGE})
    desk.go("/ekonomi/betalningsansvar?manad=2026-05")
    desk.sees("Ingen av modellerna är Hallands.")
    desk.look("ekonomi-betalningsansvar")
