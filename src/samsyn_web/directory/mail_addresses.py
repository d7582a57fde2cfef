"""A mail address as people write it, and as the directory keeps it."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

LONGEST: Final = 254


def read_mail_address(said: str) -> str:
    """An address without the space around it. Raises ValueError, which says what to write instead."""
    address = said.strip()
    try:
        EmailValidator()(address)
    except ValidationError:
        raise ValueError("Skriv en e-postadress, till exempel fornamn.efternamn@kommunen.se.") from None
    if len(address) > LONGEST:
        raise ValueError(f"Adressen är {len(address)} tecken, och högst {LONGEST} får plats.")
    return address
