"""Who may see what of a person (PDL 4 kap., SVOD 2–3 kap.): the rules as a table, and what opens and closes."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import CLINICAL, Role
from samsyn_web.access import consenting, reading
from samsyn_web.access.emergencies import break_glass
from samsyn_web.access.models import Block, Consent, Emergency
from samsyn_web.access.refusals import Faulty, NeedsConfirmation, Refused
from samsyn_web.access.relations import EMERGENCY_LASTS, Hidden
from samsyn_web.journal.models import Case, Event, Participation
from samsyn_web.trail.models import Entry
from web.cast import START, patient, town

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
REASON = "Medvetslös, vi måste veta vilka läkemedel hon har."


@pytest.fixture
def made():
    return town()


# ---- the table

RULES = """
| rule                                                 | who    | their unit takes part    | recorded by        | sent to            | consent      | spärr               | emergency          | sees             |
|------------------------------------------------------|--------|--------------------------|--------------------|--------------------|--------------|---------------------|--------------------|------------------|
| own unit's                                           | Disa   | now                      | Avdelning 5        |                    |              |                     |                    | all              |
| another unit's, same provider                        | Disa   | now                      | Vårdcentralen Ängen |                   |              |                     |                    | all              |
| without a care relation                              | Disa   | no                       | Vårdcentralen Ängen |                   | yes          |                     |                    | refused          |
| not even what one's own unit recorded                | Disa   | no                       | Avdelning 5        |                    | yes          |                     |                    | refused          |
| being sent something is no care relation by itself   | Disa   | no                       | Vårdcentralen Ängen | Avdelning 5       | yes          |                     |                    | refused          |
| a case that ended three months ago less a day        | Disa   | ended 89 days ago        | Vårdcentralen Ängen |                   |              |                     |                    | all              |
| a case that ended three months ago                   | Disa   | ended 90 days ago        | Vårdcentralen Ängen |                   |              |                     |                    | refused          |
| another provider's, no consent                       | Nora   | now                      | Avdelning 5        |                    |              |                     |                    | kräver samtycke  |
| another provider's, with consent                     | Nora   | now                      | Avdelning 5        |                    | yes          |                     |                    | all              |
| a consent for another provider is not ours           | Nora   | now                      | Avdelning 5        |                    | to another   |                     |                    | kräver samtycke  |
| a consent taken back                                 | Nora   | now                      | Avdelning 5        |                    | withdrawn    |                     |                    | kräver samtycke  |
| a consent's last day                                 | Nora   | now                      | Avdelning 5        |                    | ends today   |                     |                    | all              |
| the day after a consent's last                       | Nora   | now                      | Avdelning 5        |                    | ended        |                     |                    | kräver samtycke  |
| a consent that begins later                          | Nora   | now                      | Avdelning 5        |                    | later        |                     |                    | kräver samtycke  |
| a child who cannot consent                           | Nora   | now                      | Avdelning 5        |                    | child        |                     |                    | all              |
| one who cannot take a position                       | Nora   | now                      | Avdelning 5        |                    | incapable    |                     |                    | all              |
| consent does not replace a care relation             | Nora   | no                       | Avdelning 5        |                    | yes          |                     |                    | refused          |
| sent to us: no consent needed to read a message      | Nora   | now                      | Avdelning 5        | Hemsjukvården Norr |              |                     |                    | all              |
| sent to another unit of ours                         | Nora   | now                      | Avdelning 5        | Strandgården       |              |                     |                    | kräver samtycke  |
| a spärr of all, seen by another provider             | Nora   | now                      | Avdelning 5        |                    | yes          | all                 |                    | spärrad          |
| a spärr of all, within the provider                  | Viktor | now                      | Avdelning 5        |                    |              | all                 |                    | all              |
| a unit's spärr, seen by another unit of the provider | Viktor | now                      | Avdelning 5        |                    |              | the unit            |                    | spärrad          |
| a unit's spärr, seen by another provider             | Nora   | now                      | Avdelning 5        |                    | yes          | the unit            |                    | spärrad          |
| a unit's spärr, seen by the unit itself              | Disa   | now                      | Avdelning 5        |                    |              | the unit            |                    | all              |
| a spärr of another unit                              | Viktor | now                      | Avdelning 5        |                    |              | another unit        |                    | all              |
| a spärr of another provider                          | Viktor | now                      | Avdelning 5        |                    |              | another provider    |                    | all              |
| a spärr that is lifted                               | Viktor | now                      | Avdelning 5        |                    |              | lifted              |                    | all              |
| spärr comes before consent                           | Nora   | now                      | Avdelning 5        |                    |              | all                 |                    | spärrad          |
| sent to us after a spärr                             | Nora   | now                      | Avdelning 5        | Hemsjukvården Norr |              | all                 |                    | all              |
| an emergency instead of a care relation              | Disa   | no                       | Vårdcentralen Ängen |                   |              |                     | open               | all              |
| an emergency instead of consent                      | Nora   | now                      | Avdelning 5        |                    |              |                     | open               | all              |
| an emergency does not open what is blocked           | Viktor | now                      | Avdelning 5        |                    |              | the unit            | open               | spärrad          |
| …unless that was needed, within the provider         | Viktor | now                      | Avdelning 5        |                    |              | the unit            | open with spärr    | all              |
| …and then without a care relation too                | Viktor | no                       | Avdelning 5        |                    |              | the unit            | open with spärr    | all              |
| …never what another provider has blocked             | Nora   | now                      | Avdelning 5        |                    | yes          | all                 | open with spärr    | spärrad          |
| …nor what another provider's unit has                | Nora   | now                      | Avdelning 5        |                    | yes          | the unit            | open with spärr    | spärrad          |
| an emergency that has ended                          | Disa   | no                       | Vårdcentralen Ängen |                   |              |                     | ended              | refused          |
| a colleague's emergency                              | Disa   | no                       | Vårdcentralen Ängen |                   |              |                     | a colleague's      | refused          |
| one's own emergency at another unit                  | Disa   | no                       | Vårdcentralen Ängen |                   |              |                     | elsewhere          | refused          |
| an emergency about another person                    | Disa   | no                       | Vårdcentralen Ängen |                   |              |                     | another person     | refused          |
"""


def rules():
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in RULES.strip().splitlines()]
    heads = lines[0]
    return [dict(zip(heads, line, strict=True)) for line in lines[2:]]


def arrange(made, rule):
    """The person, the case and the event of a rule."""
    worker, recorder = made.workers[rule["who"]], made.units[rule["recorded by"]]
    child = rule["consent"] == "child"
    person = patient(made, consents=False)
    person.born = date(2016, 5, 4) if child else person.born
    person.save()
    took_part = rule["their unit takes part"]
    case = Case.objects.create(process="utskrivning", person=person, number="T-1", opened=START, changed=START)
    if ended := re.fullmatch(r"ended (\d+) days ago", took_part):
        Case.objects.filter(pk=case.pk).update(is_open=False, changed=START - int(ended[1]) * DAY)
    if took_part != "no":
        Participation.objects.create(case=case, unit=worker.unit, since=START)
    event = Event.objects.create(
        case=case,
        version=1,
        kind="oppna",
        happened=START,
        recorded=START,
        by=made.workers["Ulla"].account,
        role="utskrivningssamordnare",
        unit=recorder,
        controller=recorder.party,
        addressed=[made.units[rule["sent to"]].hsa_id] if rule["sent to"] else [],
        key=uuid4(),
    )
    _consent(made, rule["consent"], person, worker)
    _block(made, rule["spärr"], person, recorder)
    _emergency(made, rule["emergency"], person, worker)
    return person, case, event


def _consent(made, said, person, worker):
    if not said:
        return
    other = next(unit.party for unit in made.units.values() if unit.party != worker.party)
    today = START.date()
    Consent.objects.create(
        person=person,
        party=other if said == "to another" else worker.party,
        basis={"child": Consent.Basis.CHILD, "incapable": Consent.Basis.INCAPABLE}.get(said, Consent.Basis.GIVEN),
        given=START + DAY if said == "later" else START - 30 * DAY,
        ends={"ends today": today, "ended": today - DAY}.get(said),
        recorded_by=worker.account,
        withdrawn=START - DAY if said == "withdrawn" else None,
    )


def _block(made, said, person, recorder):
    if not said:
        return
    elsewhere = made.units["Hemsjukvården Norr"]
    unit = {"the unit": recorder, "lifted": recorder, "another unit": made.units["Läkarmedverkan"]}.get(said)
    Block.objects.create(
        person=person,
        party=elsewhere.party if said == "another provider" else recorder.party,
        unit=unit,
        made=START - DAY,
        made_by=made.workers["Ulla"].account,
        asked_by="patienten",
        lifted=START - timedelta(hours=1) if said == "lifted" else None,
    )


def _emergency(made, said, person, worker):
    if not said:
        return
    about = patient(made, "191212121220", consents=False) if said == "another person" else person
    ends = START if said == "ended" else START + timedelta(minutes=1)
    Emergency.objects.create(
        person=about,
        account=made.workers["Ulla"].account if said == "a colleague's" else worker.account,
        unit=made.units["Läkarmedverkan"] if said == "elsewhere" else worker.unit,
        reason=REASON,
        starts=ends - EMERGENCY_LASTS,
        ends=ends,
        lifts_blocks=said == "open with spärr",
    )


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["rule"])
def test_the_rule_holds(made, rule):
    person, case, event = arrange(made, rule)
    visit = made.visit(rule["who"])
    if rule["sees"] == "refused":
        with pytest.raises(Refused) as refused:
            reading.case(visit, case.pk)
        assert (refused.value.person, refused.value.can_break) == (person.pk, True)
        assert refused.value.who
    else:
        hidden = reading.case(visit, case.pk).hidden.get(event.version)
        assert hidden == (None if rule["sees"] == "all" else Hidden(rule["sees"]))


def test_the_table_has_each_way_of_seeing_and_not_seeing():
    assert {rule["sees"] for rule in rules()} == {"all", "refused", *(hidden.value for hidden in Hidden)}
    assert len({rule["rule"] for rule in rules()}) == len(rules())


# ---- roles and protected identity


@pytest.mark.parametrize("role", Role)
def test_only_those_in_care_see_a_person_whatever_their_unit_takes_part_in(made, role):
    rule = dict.fromkeys(rules()[0], "") | {
        "who": "Nora",
        "their unit takes part": "now",
        "recorded by": "Avdelning 5",
    }
    person, case, _ = arrange(made, rule)
    worker = made.worker("Någon", role, made.units["Hemsjukvården Norr"])
    assert worker.is_clinical == (role in CLINICAL)
    visit = made.visit("Någon")
    if worker.is_clinical:
        assert reading.case(visit, case.pk).person == person
        return
    if role is Role.STRATEGIST:  # has cases, but none about a person
        assert not reading.unit_cases(visit).exists()
    else:
        with pytest.raises(Refused, match=worker.role_name):
            reading.unit_cases(visit)
    for look in (lambda: reading.case(visit, case.pk), lambda: reading.person(visit, person.pk)):
        with pytest.raises(Refused, match=worker.role_name):
            look()
    with pytest.raises(Refused) as refused:
        break_glass(visit, person, REASON, lifts_blocks=False)
    assert "nödöppna" in refused.value.who
    assert not refused.value.can_break


@pytest.mark.parametrize("protection", ["sekretessmarkering", "skyddad"])
def test_a_protected_identity_must_be_confirmed_each_time_one_signs_in(made, protection):
    rule = rules()[0]
    person, case, _ = arrange(made, rule)
    person.protection = protection
    person.save()
    visit = made.visit("Disa")
    for look in (lambda: reading.case(visit, case.pk), lambda: reading.person(visit, person.pk)):
        with pytest.raises(NeedsConfirmation) as needed:
            look()
        assert needed.value.person == person.pk
    visit.confirmed = frozenset({str(person.pk)})
    assert reading.case(visit, case.pk).person == person


def test_a_protected_identity_is_refused_before_it_is_confirmed_for_one_without_a_care_relation(made):
    person, case, _ = arrange(made, rules()[2])
    person.protection = "skyddad"
    person.save()
    with pytest.raises(Refused):
        reading.case(made.visit("Disa"), case.pk)


# ---- breaking the glass


def test_breaking_the_glass_is_one_entry_on_the_trail_and_waits_for_review(made):
    person = patient(made, consents=False)
    emergency = break_glass(made.visit("Disa"), person, f"  {REASON} ", lifts_blocks=True)
    assert (emergency.reason, emergency.ends - emergency.starts, emergency.reviewed) == (
        REASON,
        timedelta(hours=4),
        None,
    )
    entry = Entry.objects.get()
    assert (entry.what, entry.persons, entry.unit) == ("nödöppnade", [str(person.pk)], made.units["Avdelning 5"])
    assert entry.why == f"{REASON} (även spärrade uppgifter hos egen vårdgivare)"


def test_sending_the_form_twice_opens_once_and_needing_more_opens_again(made):
    person = patient(made, consents=False)
    for lifts in (False, False, True):
        break_glass(made.visit("Disa"), person, REASON, lifts_blocks=lifts)
    assert [one.lifts_blocks for one in Emergency.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize("reason", ["", " " * 40, "akut", "x" * 19])
def test_without_a_reason_nothing_is_opened(made, reason):
    with pytest.raises(Faulty, match="faulty") as faulty:
        break_glass(made.visit("Disa"), patient(made, consents=False), reason, lifts_blocks=False)
    assert "20 tecken" in faulty.value.faults["reason"]
    assert not Emergency.objects.exists()


def test_if_the_trail_cannot_be_written_nothing_is_opened(made, monkeypatch):
    def fails(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr("samsyn_web.access.visit.write", fails)
    with pytest.raises(OSError, match="no space"):
        break_glass(made.visit("Disa"), patient(made, consents=False), REASON, lifts_blocks=False)
    assert not Emergency.objects.exists()


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(datetime(2026, 5, 4, 20, 0, tzinfo=UTC), id="an ordinary night"),
        pytest.param(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), id="the night clocks are put forward"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="the night clocks are put back"),
    ],
)
def test_four_hours_are_four_hours_that_pass(made, opened):
    _, case, _ = arrange(made, rules()[2])
    person = case.person
    by_the_wall = opened.astimezone(STOCKHOLM)
    break_glass(made.visit("Disa", by_the_wall), person, REASON, lifts_blocks=False)
    assert reading.case(made.visit("Disa", opened + timedelta(hours=3, minutes=59)), case.pk)
    with pytest.raises(Refused):
        reading.case(made.visit("Disa", opened + timedelta(hours=4)), case.pk)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (datetime(2026, 5, 4, 21, 59, tzinfo=UTC), True),  # 23.59 in Sweden
        (datetime(2026, 5, 4, 22, 1, tzinfo=UTC), False),  # past midnight in Sweden, not yet by UTC
    ],
)
def test_a_consents_last_day_ends_at_midnight_in_sweden(made, moment, holds):
    rule = next(rule for rule in rules() if rule["consent"] == "ends today")
    _, case, event = arrange(made, rule)
    hidden = reading.case(made.visit("Nora", moment), case.pk).hidden
    assert (event.version not in hidden) == holds


# ---- consent


@pytest.fixture
def cared_for(made):
    """A person whom Disa's ward and Nora's nurses care for; nothing consented to."""
    person, case, _ = arrange(made, rules()[0])
    Participation.objects.create(case=case, unit=made.units["Hemsjukvården Norr"], since=START)
    return person


def give(made, person, *, who="Disa", party="varberg", **said):
    visit = made.visit(who)
    parties = [one for one in consenting.parties_around(visit, person) if one.pk == party]
    said = {"basis": Consent.Basis.GIVEN, "ends": None, "is_informed": True} | said
    return consenting.give_consent(visit=visit, person=person, parties=parties, **said)


def sees(made, person):
    """Whether Nora sees what the ward recorded."""
    return not reading.case(made.visit("Nora", START + timedelta(minutes=1)), person.cases.get().pk).hidden


def test_a_consent_opens_and_taking_it_back_closes(made, cared_for):
    assert not sees(made, cared_for)
    (consent,) = give(made, cared_for)
    assert sees(made, cared_for)
    consenting.withdraw_consent(visit=made.visit("Nora"), consent=consent)
    consenting.withdraw_consent(visit=made.visit("Disa"), consent=consent)
    consent.refresh_from_db()
    assert consent.withdrawn_by == made.workers["Nora"].account
    assert not sees(made, cared_for)
    changes = Entry.objects.filter(what="ändrade")
    assert [entry.why for entry in changes][:2] == [
        "samtycke för Varbergs kommun (påhittad): patienten har samtyckt",
        "samtycke återkallat för Varbergs kommun (påhittad)",
    ]
    assert all(entry.persons == [str(cared_for.pk)] for entry in changes)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"is_informed": False}, "is_informed", "Informera först"),
        ({"party": "finns inte"}, "parties", "minst en vårdgivare"),
        ({"ends": date(2026, 5, 3)}, "ends", "har redan varit"),
        ({"basis": Consent.Basis.CHILD}, "basis", "inte under 18 år"),
    ],
)
def test_a_consent_that_cannot_be_is_refused_in_words(made, cared_for, said, field, sentence):
    with pytest.raises(Faulty) as faulty:
        give(made, cared_for, **said)
    assert sentence in faulty.value.faults[field]
    assert not Consent.objects.exists()


def test_the_same_consent_twice_is_once_and_another_must_wait_for_the_first_to_be_taken_back(made, cared_for):
    assert give(made, cared_for) == give(made, cared_for)
    with pytest.raises(Faulty, match="faulty") as faulty:
        give(made, cared_for, ends=date(2026, 6, 1))
    assert "Återkalla det först" in faulty.value.faults["parties"]


@pytest.mark.parametrize(
    ("born", "is_child"),
    [
        (date(2008, 5, 5), True),
        (date(2008, 5, 4), False),  # eighteen today
        (date(2008, 2, 29), False),
        (None, False),
    ],
)
def test_a_child_is_one_until_the_day_they_are_eighteen(made, cared_for, born, is_child):
    cared_for.born = born
    assert consenting.is_child(cared_for, START.date()) == is_child


def test_one_born_on_a_leap_day_is_of_age_on_the_first_of_march(made, cared_for):
    cared_for.born = date(2008, 2, 29)
    assert consenting.is_child(cared_for, date(2026, 2, 28))
    assert not consenting.is_child(cared_for, date(2026, 3, 1))


@pytest.mark.parametrize("change", ["give", "withdraw", "block", "lift"])
@pytest.mark.parametrize("how", ["without a care relation", "in an emergency", "not in care"])
def test_only_those_who_care_for_the_person_change_what_they_have_said(made, cared_for, change, how):
    (consent,) = give(made, cared_for)
    blocked = consenting.block(
        visit=made.visit("Disa"), person=cared_for, unit=None, asked_by="patienten", is_informed=True
    )
    who = "Stina" if how == "not in care" else "Viktor"
    if how == "in an emergency":
        break_glass(made.visit(who), cared_for, REASON, lifts_blocks=True)
    visit = made.visit(who)
    with pytest.raises(Refused):
        {
            "give": lambda: give(made, cared_for, who=who),
            "withdraw": lambda: consenting.withdraw_consent(visit=visit, consent=consent),
            "block": lambda: consenting.block(
                visit=visit, person=cared_for, unit=None, asked_by="patienten", is_informed=True
            ),
            "lift": lambda: consenting.lift_block(visit=visit, made=blocked, is_asked=True),
        }[change]()
    assert (Consent.objects.filter(withdrawn=None).count(), Block.objects.filter(lifted=None).count()) == (1, 1)


# ---- spärr


def close(made, person, *, who="Disa", unit=None, asked_by="patienten", is_informed=True):
    return consenting.block(
        visit=made.visit(who),
        person=person,
        unit=made.units[unit] if unit else None,
        asked_by=asked_by,
        is_informed=is_informed,
    )


def test_a_sparr_closes_at_once_and_is_lifted_when_the_person_asks(made, cared_for):
    give(made, cared_for)
    made_block = close(made, cared_for)
    assert close(made, cared_for) == made_block
    assert not sees(made, cared_for)
    with pytest.raises(Faulty, match="faulty"):
        consenting.lift_block(visit=made.visit("Disa"), made=made_block, is_asked=False)
    consenting.lift_block(visit=made.visit("Disa"), made=made_block, is_asked=True)
    assert sees(made, cared_for)
    assert {entry.why for entry in Entry.objects.filter(what="ändrade")} >= {
        "spärr för Region Halland (påhittad)",
        "spärr hävd på personens begäran",
    }


@pytest.mark.parametrize(
    ("born", "why"),
    [
        (date(2016, 1, 1), "En vårdnadshavare kan inte spärra ett barns uppgifter (PDL 4 kap. 4 §, SVOD 2 kap. 3 §)"),
        (None, "En vårdnadshavare kan inte spärra"),
        (date(1944, 1, 1), "myndig"),
    ],
)
def test_a_guardian_cannot_close_a_childs_data(made, cared_for, born, why):
    cared_for.born = born
    cared_for.save()
    with pytest.raises(Refused) as refused:
        close(made, cared_for, asked_by="vardnadshavare")
    assert refused.value.why.startswith(why) or why in refused.value.why
    assert "ålder och mognad" in refused.value.who
    assert not Block.objects.exists()


def test_a_child_can_ask_for_a_sparr_itself(made, cared_for):
    cared_for.born = date(2012, 1, 1)
    cared_for.save()
    assert close(made, cared_for, unit="Avdelning 5").unit == made.units["Avdelning 5"]


def test_information_comes_first_and_each_provider_closes_its_own(made, cared_for):
    with pytest.raises(Faulty) as faulty:
        close(made, cared_for, unit="Strandgården", is_informed=False)
    assert "Informera först" in faulty.value.faults["is_informed"]
    assert "Bara Varbergs kommun" in faulty.value.faults["unit"]
    theirs = close(made, cared_for, who="Nora")
    with pytest.raises(Refused) as refused:
        consenting.lift_block(visit=made.visit("Disa"), made=theirs, is_asked=True)
    assert refused.value.who == "Be Varbergs kommun (påhittad) häva den."


# ---- the pages


def at_work(client, worker):
    """Signed in, with both factors, as what they are."""
    client.force_login(worker.account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["strong"] = True
    session["holding"] = worker.holding.pk
    session.save()
    return client


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def cared_for_now(made, cared_for):
    """The same today: the pages ask the clock on the wall."""
    Case.objects.update(is_open=True)
    return cared_for


def test_one_who_is_refused_is_told_why_and_who_can_and_breaks_the_glass(client, made):
    person = patient(made, consents=False)
    at_work(client, made.workers["Disa"])
    refused = client.get(reverse("samtycke", args=[person.pk]))
    assert refused.status_code == 403
    for words in ("ingen vårdrelation", "Vem kan", "kan ta med er enhet", "Nödöppna"):
        assert words in text(refused)
    page = client.get(reverse("nodoppna", args=[person.pk]))
    assert "Tolvan" not in text(page)
    assert client.post(reverse("nodoppna", args=[person.pk]), {"reason": "akut"}).status_code == 422
    opened = client.post(reverse("nodoppna", args=[person.pk]), {"reason": REASON, "lifts_blocks": "on"})
    assert opened.url == reverse("person", args=[person.pk])
    assert [entry.what for entry in Entry.objects.all()] == ["nekades", "nödöppnade"]
    assert client.get(reverse("nodoppna", args=[uuid4()])).status_code == 404


def test_a_strategist_is_told_that_the_glass_is_not_theirs(client, made):
    at_work(client, made.workers["Stina"])
    page = client.get(reverse("nodoppna", args=[patient(made).pk]))
    assert (page.status_code, "Du arbetar som strateg" in text(page)) == (403, True)


def test_a_part_of_a_page_that_is_refused_becomes_a_whole_page(client, made):
    at_work(client, made.workers["Disa"])
    page = client.get(reverse("samtycke", args=[patient(made).pk]), headers={"HX-Request": "true"})
    assert (page.status_code, page["HX-Retarget"]) == (403, "body")


def test_consent_is_given_and_taken_back_on_its_page(client, made, cared_for_now):
    at_work(client, made.workers["Disa"])
    page = reverse("samtycke", args=[cared_for_now.pk])
    client.get(page)  # the session is stamped
    with CaptureQueriesContext(connection) as asked:
        shown = text(client.get(page))
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 15
    assert "Inget samtycke gäller" in shown
    said = {"parties": ["varberg", "region"], "basis": "samtycke", "ends": "", "is_informed": "on"}
    assert client.post(page, said | {"is_informed": ""}).status_code == 422
    assert "Samtycket är registrerat" in text(client.post(page, said, follow=True))
    assert Consent.objects.count() == 2
    one = Consent.objects.get(party="varberg")
    assert "är återkallat" in text(client.post(page, {"withdraw": one.pk}, follow=True))
    assert Consent.objects.get(withdrawn=None).party_id == "region"
    for wrong in ("0", "x", "99999"):
        assert client.post(page, {"withdraw": wrong}).status_code == 404


def test_a_sparr_is_made_and_lifted_on_its_page(client, made, cared_for_now):
    at_work(client, made.workers["Disa"])
    page = reverse("sparr", args=[cared_for_now.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 15
    said = {"unit": "alla", "asked_by": "patienten", "is_informed": "on"}
    refused = client.post(page, said | {"asked_by": "vardnadshavare"})
    assert (refused.status_code, "myndig" in text(refused)) == (422, True)
    assert Entry.objects.last().what == "nekades"
    assert "Spärren gäller nu" in text(client.post(page, said, follow=True))
    made_block = Block.objects.get()
    assert client.post(page, {"block": made_block.pk}).status_code == 422
    assert client.post(page, {"block": 0, "is_asked": "on"}).status_code == 404
    assert "Spärren är hävd" in text(client.post(page, {"block": made_block.pk, "is_asked": "on"}, follow=True))


def test_which_other_provider_has_blocked_is_shown_only_in_an_emergency(client, made, cared_for_now):
    close(made, cared_for_now, who="Nora")
    at_work(client, made.workers["Disa"])
    page = reverse("sparr", args=[cared_for_now.pk])
    before = text(client.get(page)).split("Hos andra vårdgivare")[1]
    assert "hos någon annan vårdgivare" in before
    assert "Varbergs kommun" not in before
    client.post(reverse("nodoppna", args=[cared_for_now.pk]), {"reason": REASON})
    assert "Varbergs kommun" in text(client.get(page)).split("Hos andra vårdgivare")[1]
