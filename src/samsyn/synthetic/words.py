"""The words that made-up names are put together from. Any likeness to a real person or place is chance.

Given names are common ones of each generation. Family names are put together from two nature words, after the Swedish
custom, and streets and units from words that say they are made up.
"""

from random import Random

OLD_WOMEN = (
    *("Anna", "Margareta", "Elisabeth", "Maria", "Birgitta", "Kristina", "Ingrid", "Karin", "Marianne", "Gunilla"),
    *("Inger", "Barbro", "Ulla", "Britta", "Astrid", "Gunvor", "Maj-Britt", "Rut", "Siv", "Solveig", "Elsa", "Greta"),
    *("Kerstin", "Berit", "Monica", "Gun", "Irene", "Svea", "Linnéa", "Doris", "Aina", "Vera", "Hjördis", "Ingegerd"),
)
OLD_MEN = (
    *("Erik", "Lars", "Karl", "Nils", "Bengt", "Sven", "Göran", "Gunnar", "Lennart", "Ingvar", "Rolf", "Stig", "Åke"),
    *("Arne", "Bertil", "Kjell", "Leif", "Olle", "Evert", "Sture", "Gösta", "Hans", "Jan", "Bo", "Börje", "Ove"),
    *("Rune", "Roland", "Tage", "Holger", "Folke", "Allan", "Egon", "Henry"),
)
YOUNG_WOMEN = (
    *(
        "Sara",
        "Emma",
        "Johanna",
        "Linda",
        "Jenny",
        "Hanna",
        "Malin",
        "Elin",
        "Ida",
        "Frida",
        "Amina",
        "Fatima",
        "Klara",
    ),
    *("Lovisa", "Moa", "Saga", "Maja", "Alva", "Tove", "Sofia", "Camilla", "Josefin", "Leila", "Zahra", "Katarzyna"),
)
YOUNG_MEN = (
    *("Johan", "Andreas", "Daniel", "Fredrik", "Martin", "Jonas", "Oskar", "Viktor", "Anton", "Emil", "Ali", "Hassan"),
    *("Simon", "Elias", "Hugo", "Axel", "Albin", "Isak", "Mattias", "Robin", "Marcus", "Omar", "Yusuf", "Tomasz"),
)
FAMILY_FIRST = (
    *(
        "Alm",
        "Björk",
        "Berg",
        "Dal",
        "Ek",
        "Fors",
        "Fur",
        "Gran",
        "Hag",
        "Havs",
        "Hjort",
        "Klint",
        "Kråk",
        "Lind",
        "Ljung",
    ),
    *(
        "Lav",
        "Mård",
        "Nord",
        "Rönn",
        "Sand",
        "Sjö",
        "Sten",
        "Svan",
        "Tall",
        "Törn",
        "Vass",
        "Vik",
        "Väster",
        "Ång",
        "Öster",
    ),
)
FAMILY_LAST = (
    *("bäck", "gren", "kvist", "blad", "lund", "mark", "ström", "holm", "skog", "vall", "fält", "stråle", "våg", "löv"),
    *("rot", "strand", "flod", "hed"),
)
STREETS = (
    *("Påhittsvägen", "Sagostigen", "Fantasigatan", "Exempelvägen", "Låtsasgränd", "Diktarstigen", "Drömgatan"),
    *("Inbillningsvägen", "Fabelvägen", "Skrönans väg", "Tankegatan", "Hittepåstigen", "Luftslottsvägen", "Mallgatan"),
    *("Testvägen", "Skissgatan", "Övningsstigen", "Provdatavägen"),
)
UNIT_FIRST = (
    *("Ängs", "Björk", "Lind", "Sol", "Havs", "Sand", "Ljung", "Kråk", "Tall", "Gran", "Vind", "Mån", "Silver", "Vass"),
    *("Kastanje", "Ek", "Hassel", "Klöver", "Mås", "Vall"),
)
UNIT_LAST = (
    *("lyckan", "backen", "gården", "höjden", "hagen", "lunden", "viken", "ängen", "dungen", "bryggan", "stranden"),
)
YOUNG_FROM_YEAR = 1965
"""Born this year or later: a name of the younger list."""


def given_name(random: Random, *, woman: bool, born_year: int) -> str:
    """A given name usual among those born that year."""
    if born_year >= YOUNG_FROM_YEAR:
        return random.choice(YOUNG_WOMEN if woman else YOUNG_MEN)
    return random.choice(OLD_WOMEN if woman else OLD_MEN)


def family_name(random: Random) -> str:
    """A family name of two nature words."""
    return random.choice(FAMILY_FIRST) + random.choice(FAMILY_LAST)


def street_address(random: Random) -> str:
    """A made-up street with a number."""
    return f"{random.choice(STREETS)} {random.randrange(1, 80)}"


def unit_names(random: Random) -> list[str]:
    """Names for units, each once, in an order of chance."""
    names = [first + last for first in UNIT_FIRST for last in UNIT_LAST]
    random.shuffle(names)
    return names
