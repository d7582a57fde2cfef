"""Numbers that people can read out to each other: no order, no personal data."""

import secrets
from typing import Final

from samsyn_web.journal.models import Case

SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Without those that are mistaken for one another."""


def new_number(prefix: str) -> str:
    """A number that no case has: `U-7F3K2Q`."""
    while True:
        number = f"{prefix}-{''.join(secrets.choice(SIGNS) for _ in range(6))}"
        if not Case.objects.filter(number=number).exists():
            return number
