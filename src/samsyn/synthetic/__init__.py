"""A made-up Halland from a seed, for demo, tests and benchmarks: who works where, how they are reached, who is enrolled.

Municipalities, numbers of units and numbers of enrolled are the real ones; every unit, telephone number, name, address and
identity number is made up, of kinds that can belong to nobody. The same seed and day give the same Halland on every machine.
Each part draws from a chance of its own, so that one that grows does not change the others.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from samsyn.synthetic.contacts import ContactWay, contact_ways
from samsyn.synthetic.organisation import Party, Unit, parties, units
from samsyn.synthetic.persons import Person, enrolled
from samsyn.synthetic.places import MUNICIPALITIES, Municipality
from samsyn.synthetic.staff import RotaRow, StaffMember, rota, staff_members


@dataclass(frozen=True, slots=True)
class Halland:
    """All of it. What refers to something else does so by `Party.id`, HSA-id, username or municipality code."""

    seed: int
    today: date
    municipalities: tuple[Municipality, ...]
    parties: tuple[Party, ...]
    units: tuple[Unit, ...]
    staff: tuple[StaffMember, ...]
    rota: tuple[RotaRow, ...]
    contact_ways: tuple[ContactWay, ...]
    persons: tuple[Person, ...]


def halland(seed: int, *, persons: int = 7000, today: date) -> Halland:
    """Make one up, with so many enrolled, as it is on that day."""
    all_units = units(Random(f"{seed} units"))
    staff = staff_members(Random(f"{seed} staff"), all_units, today)
    return Halland(
        seed,
        today,
        MUNICIPALITIES,
        parties(),
        all_units,
        staff,
        rota(Random(f"{seed} rota"), all_units, staff, today),
        contact_ways(Random(f"{seed} contact ways"), all_units, staff, today),
        enrolled(Random(f"{seed} persons"), all_units, persons, today),
    )
