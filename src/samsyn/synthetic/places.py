"""Where the made-up Halland lies: the real municipalities with their real numbers, and how many units of each kind there are.

Nothing here is drawn by chance. Places and counts are public facts; whatever is put into them elsewhere in the package is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

COUNTY = "13"
"""Halland's county code: the first two figures of its municipalities' codes."""
REGION_NAME = "Region Halland"
ELSEWHERE = "Mark"
"""Where those come from who come from another county: one municipality is enough."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality in Halland.

    `code` is SCB's four figures. `population` and `aged_80` (80 years and older) are persons on 31 December 2025, of SCB's
    statistics as Region Halland's analysts publish them (`Analys-Region-Halland/hallands-demografi`; age groups in
    `aldersstrukturer.csv`). `vardcentraler` and `filialer` are counted in the region's own presentation of 2023
    ("Befolkningsutveckling och antal utbudspunkter").
    """

    code: str
    name: str
    population: int
    aged_80: int
    vardcentraler: int
    filialer: int


@dataclass(frozen=True, slots=True)
class HospitalSite:
    """One of the three places where Hallands sjukhus has wards."""

    name: str
    municipality: str


MUNICIPALITIES = (
    Municipality("1384", "Kungsbacka", 86_333, 6_146, 11, 0),
    Municipality("1383", "Varberg", 69_462, 5_267, 9, 1),
    Municipality("1382", "Falkenberg", 47_323, 3_770, 7, 2),
    Municipality("1380", "Halmstad", 106_311, 7_215, 14, 5),
    Municipality("1381", "Laholm", 26_566, 2_133, 5, 2),
    Municipality("1315", "Hylte", 10_094, 734, 1, 1),
)
"""North to south, as the region's presentation lists them."""

HOSPITAL_SITES = (
    HospitalSite("Halmstad", "1380"),
    HospitalSite("Varberg", "1383"),
    HospitalSite("Kungsbacka", "1384"),
)

PLACES_COUNTED = date(2023, 1, 1)
SABO, SABO_PLACES = 61, 2_964
"""Homes for old people (särskilt boende för äldre) in the county and their places, that day (the same presentation)."""
KORTTIDS, KORTTIDS_PLACES = 8, 208
"""Short-stay homes and their places, the same day and source."""
ENROLLED_AT_HOME, ENROLLED_IN_SPECIAL_HOUSING = 4_100, 3_000
"""Persons enrolled in municipal health care, in ordinary and in special housing, the same day and source (rounded there)."""


def shared_out(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share a whole number out in proportion to the weights, by the method of largest remainders; ties go to the first."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda each: -(total * weights[each] % whole))
    for each in by_remainder[: total - sum(shares)]:
        shares[each] += 1
    return tuple(shares)


def by_the_aged(total: int) -> tuple[int, ...]:
    """Share a whole number out among the municipalities, in their order, by how many inhabitants are 80 or older."""
    return shared_out(total, [each.aged_80 for each in MUNICIPALITIES])
