"""Consent and spärr: what a person has said about who may see what, recorded by those who care for them."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access.models import Block, Consent
from samsyn_web.access.refusals import Faulty, Refused
from samsyn_web.access.relations import Relation, relation
from samsyn_web.access.visit import Visit
from samsyn_web.directory.models import Party, Unit
from samsyn_web.journal.models import Event, Participation, Person
from samsyn_web.trail.models import What

OF_AGE: Final = 18

INFORM_FIRST: Final = "Informera först: utan information gäller det inte (SVOD 2 kap. 2 §)."


# ---- what stands


def standing_consents(person: Person, today: date) -> QuerySet[Consent]:
    """The consents that hold on a day."""
    return (
        Consent.objects.filter(Q(ends=None) | Q(ends__gte=today), person=person, withdrawn=None)
        .select_related("party", "recorded_by")
        .order_by("party__name", "given")
    )


def parties_around(visit: Visit, person: Person) -> list[Party]:
    """The care providers that take part in the person's open cases, and the worker's own."""
    taking_part = Participation.objects.filter(case__person=person, case__is_open=True).values("unit__party")
    return list(Party.objects.filter(Q(pk__in=taking_part) | Q(pk=visit.worker.party.pk)).order_by("name"))


def units_with_data(visit: Visit, person: Person) -> list[Unit]:
    """The units of the worker's own care provider that have recorded something about the person, or take part."""
    recorded = Event.objects.filter(case__person=person, controller=visit.worker.party).values("unit")
    taking_part = Participation.objects.filter(case__person=person).values("unit")
    return list(
        Unit.objects.filter(Q(pk__in=recorded) | Q(pk__in=taking_part), party=visit.worker.party).order_by("name")
    )


def is_child(person: Person, today: date) -> bool:
    """Whether the person is under age. Nobody is, whose day of birth is unknown."""
    return person.born is not None and today < _birthday(person.born, OF_AGE)


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:  # the 29th of February
        return date(born.year + age, 3, 1)


# ---- consent


def give_consent(
    *,
    visit: Visit,
    person: Person,
    parties: Collection[Party],
    basis: Consent.Basis,
    ends: date | None,
    is_informed: bool,
) -> list[Consent]:
    """Record that care providers may see what others have made available (SVOD 3:1), and on which ground.

    A provider that has the same already keeps the one it has. Raises Refused, Faulty.
    """
    needs_care(visit, person)
    today = visit.now.astimezone(STOCKHOLM).date()
    faults: dict[str, str] = {}
    if not parties:
        faults["parties"] = "Välj minst en vårdgivare."
    if not is_informed:
        faults["is_informed"] = INFORM_FIRST
    if basis == Consent.Basis.CHILD and not is_child(person, today):
        faults["basis"] = "Personen är inte under 18 år, eller födelsedagen är okänd. Välj en annan grund."
    if ends is not None and ends < today:
        faults["ends"] = "Sista dagen har redan varit. Välj en dag framåt i tiden, eller lämna tomt."
    if faults:
        raise Faulty(faults)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = {one.party_id: one for one in standing_consents(person, today)}
        for party in parties:
            if party.pk in standing and (standing[party.pk].basis, standing[party.pk].ends) != (basis, ends):
                raise Faulty(
                    {"parties": f"{party.name} har redan ett samtycke med andra villkor. Återkalla det först."}
                )
        given = [
            standing.get(party.pk)
            or Consent.objects.create(
                person=person,
                party=party,
                basis=basis,
                given=visit.now,
                ends=ends,
                recorded_by=visit.worker.account,
            )
            for party in parties
        ]
        named = ", ".join(party.name for party in parties)
        visit.tracks.touch(What.CHANGED, (person.pk,), (), f"samtycke för {named}: {basis.label}")
        visit.write()
    return given


def withdraw_consent(*, visit: Visit, consent: Consent) -> Consent:
    """Record that a consent was taken back, from now on. Taking back twice is taking back once. Raises Refused."""
    needs_care(visit, consent.person)
    with transaction.atomic():
        held = Consent.objects.select_for_update().get(pk=consent.pk)
        if held.withdrawn is None:
            held.withdrawn, held.withdrawn_by = visit.now, visit.worker.account
            held.save(update_fields=["withdrawn", "withdrawn_by"])
        visit.tracks.touch(What.CHANGED, (held.person_id,), (), f"samtycke återkallat för {consent.party.name}")
        visit.write()
    return held


# ---- spärr


def block(*, visit: Visit, person: Person, unit: Unit | None, asked_by: str, is_informed: bool) -> Block:
    """Close what the worker's own care provider has recorded.

    Without a unit all of it, to other providers (SVOD 2:3); with one what that unit recorded, to all other units (PDL 4:4).
    A guardian cannot close a child's data. Raises Refused, Faulty.
    """
    needs_care(visit, person)
    today = visit.now.astimezone(STOCKHOLM).date()
    if asked_by != "patienten":
        why = (
            "En vårdnadshavare kan inte spärra ett barns uppgifter (PDL 4 kap. 4 §, SVOD 2 kap. 3 §)."
            if is_child(person, today) or person.born is None
            else "Personen är myndig: ingen vårdnadshavare kan begära spärr."
        )
        who = "Personen själv kan begära det; ett barn i takt med stigande ålder och mognad."
        visit.tracks.touch(What.REFUSED, (person.pk,), (), why)
        raise Refused(why, who)
    faults: dict[str, str] = {}
    if not is_informed:
        faults["is_informed"] = INFORM_FIRST
    if unit is not None and unit.party_id != visit.worker.party.pk:
        faults["unit"] = f"Bara {unit.party.name} kan spärra det som registrerats där. Be dem."
    if faults:
        raise Faulty(faults)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        party = visit.worker.party
        made = Block.objects.filter(person=person, party=party, unit=unit, lifted=None).first() or Block.objects.create(
            person=person, party=party, unit=unit, made=visit.now, made_by=visit.worker.account, asked_by=asked_by
        )
        closed = unit.name if unit is not None else visit.worker.party.name
        visit.tracks.touch(What.CHANGED, (person.pk,), (), f"spärr för {closed}")
        visit.write()
    return made


def lift_block(*, visit: Visit, made: Block, is_asked: bool) -> Block:
    """Lift a block at the person's request, which they may make at any time. Lifting twice is lifting once.

    Only the provider that holds the data can. Raises Refused, Faulty.
    """
    needs_care(visit, made.person)
    if made.party_id != visit.worker.party.pk:
        why = "Spärren finns hos en annan vårdgivare, och bara den kan häva den (SVOD 3 kap. 5 §)."
        visit.tracks.touch(What.REFUSED, (made.person_id,), (), why)
        raise Refused(why, f"Be {made.party.name} häva den.")
    if not is_asked:
        raise Faulty({"is_asked": "Spärren hävs när personen själv begär det. Bekräfta att den har gjort det."})
    with transaction.atomic():
        held = Block.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if held.lifted is None:
            held.lifted, held.lifted_by, held.why_lifted = visit.now, visit.worker.account, "på personens begäran"
            held.save(update_fields=["lifted", "lifted_by", "why_lifted"])
        visit.tracks.touch(What.CHANGED, (held.person_id,), (), "spärr hävd på personens begäran")
        visit.write()
    return held


def needs_care(visit: Visit, person: Person, known: Relation | None = None) -> None:
    """Raises Refused unless the worker's unit takes part in the person's care: an emergency is not enough."""
    try:
        related = known or relation(visit, person.pk)
    except Refused as refused:
        visit.tracks.touch(What.REFUSED, (person.pk,), (), refused.why)
        raise
    if not related.units:
        why = "Samtycke och spärr registreras av en enhet som deltar i personens vård. En nödöppning räcker inte."
        visit.tracks.touch(What.REFUSED, (person.pk,), (), why)
        raise Refused(why, "En enhet som deltar i ett fall om personen kan göra det.")
