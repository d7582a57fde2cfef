"""Is this a number that a Swedish telephone can reach, and how is it kept?

Source: Post- och telestyrelsen, "Den svenska nummerplanen för telefoni enligt ITU-T rekommendation E.164": with its leading 0 a
number with an area code has eight to ten digits, those of some services up to thirteen. Short numbers begin with 1.
"""

import re
from typing import Final

TYPED: Final = re.compile(r"\+?[\d\s()./–-]+", re.ASCII)
SHORT: Final = re.compile(r"1\d{2,5}", re.ASCII)
LEAST, MOST = 8, 13


def read_telephone_number(text: str) -> str:
    """The digits to dial within Sweden: `035131000` of `+46 (0)35-13 10 00`.

    Raises:
        ValueError: with what is wrong and what to write, in Swedish.
    """
    typed = text.strip()
    if not TYPED.fullmatch(typed):
        raise ValueError(
            "Skriv ett enda nummer med bara siffror, till exempel 035-13 10 00. Anknytning skrivs i ”För vad”."
        )
    digits = re.sub(r"[^\d+]", "", typed)
    digits = re.sub(r"^(\+46|0046)0?", "0", digits)
    if digits.startswith(("+", "00")):
        raise ValueError(
            "Numret är utländskt. Skriv ett svenskt nummer, till exempel 035-13 10 00 eller +46 35 13 10 00."
        )
    if SHORT.fullmatch(digits):
        return digits
    if not digits.startswith("0"):
        raise ValueError("Skriv riktnumret också, till exempel 035-13 10 00.")
    if len(digits) < LEAST:
        raise ValueError(f"Numret är för kort: {len(digits)} siffror. Det ska vara minst {LEAST} med riktnummer.")
    if len(digits) > MOST:
        raise ValueError(f"Numret är för långt: {len(digits)} siffror. Är det två nummer, lägg in dem var för sig.")
    return digits
