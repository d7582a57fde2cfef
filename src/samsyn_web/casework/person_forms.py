"""The forms in which a person is registered, and what is known of them is changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from django import forms
from django.db.models import Q

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import PRIMARY_CARE, UnitKind
from samsyn_web.access.forms import OurForm
from samsyn_web.casework.identity_numbers import IdentityRead, read_identity_number
from samsyn_web.casework.persons import About
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import NumberKind, Protection
from samsyn_web.journal.streams import HALLAND
from samsyn_web.journal.texts import texts

OFFICIAL: Final = "folkbokforing"
KINDS: Final = ((OFFICIAL, "Personnummer eller samordningsnummer"), (NumberKind.RESERVE.value, "Reservnummer"))
HOMES: Final = (UnitKind.CARE_HOME, UnitKind.SHORT_TERM_HOME)
CARE_HOME_DWELLINGS: Final = frozenset({"särskilt boende för äldre", "enskilt särskilt boende"})
"""The values of `bor_i` for those who live at a care home for the old."""

UNPROTECTED: Final = "nej"
NOT_KNOWN: Final = ("", "Inte känt")
DAY_ERRORS: Final = {"invalid": "Skriv dagen som år, månad, dag: 1944-12-12."}

Choices = list[tuple[str, Any]]


def _line(label: str, longest: int, missing: str, **more: Any) -> forms.CharField:
    errors = {"required": missing, "max_length": f"Texten är för lång. Skriv högst {longest} tecken."}
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, error_messages=errors, widget=widget, **more)


class OfToday(OurForm):
    """A form that must know which day it is."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = now.astimezone(STOCKHOLM).date()


class NumberForm(OfToday):
    """An identity number: what kind its writer says that it is, and the number."""

    slag = forms.ChoiceField(
        label="Vilket slags nummer är det?",
        choices=KINDS,
        initial=OFFICIAL,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilket slags nummer det är."},
    )
    nummer = _line(
        "Nummer", 40, "Skriv numret.", help_text="Ett personnummer skrivs med tolv siffror, till exempel 19121212-1212."
    )
    ratta_fodelsedag = forms.BooleanField(label="Födelsedagen ska ändras till den som numret säger", required=False)
    sag = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read: IdentityRead | None = None

    def clean(self) -> dict[str, Any]:
        """The number, read as what it is said to be."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("nummer") and said.get("slag"):
            is_reserve = said["slag"] == NumberKind.RESERVE
            try:
                self.read = read_identity_number(said["nummer"], self.today, is_reserve=is_reserve)
            except ValueError as error:
                self.add_error("nummer", str(error))
        return said

    def number(self) -> IdentityRead:
        """The number of a valid form."""
        assert self.read is not None
        return self.read


class AboutForm(OfToday):
    """What is known of a person besides the number."""

    fornamn = _line("Förnamn", 80, "Skriv förnamnet.")
    efternamn = _line("Efternamn", 80, "Skriv efternamnet.")
    skydd = forms.ChoiceField(
        label="Skyddade uppgifter",
        choices=[(UNPROTECTED, "Nej"), *((one.value, one.label.capitalize()) for one in Protection if one.value)],
        initial=UNPROTECTED,
        error_messages={"required": "Välj om uppgifterna är skyddade."},
        widget=forms.RadioSelect,
    )
    adress = _line(
        "Adress",
        160,
        "",
        required=False,
        help_text="Där personen bor. Vid skyddade uppgifter: bara en adress som får användas för post.",
    )
    folkbokford_i = _line(
        "Folkbokförd i kommun",
        40,
        "",
        required=False,
        help_text="Till exempel Varberg. Lämna tomt om det inte är känt, eller om personen inte är folkbokförd i Sverige.",
    )
    vistas_i = forms.ChoiceField(label="Vistas i kommun", required=False)
    bor_i = forms.ChoiceField(label="Bor i", required=False, help_text="Där personen stadigvarande bor.")
    boende = forms.ChoiceField(
        label="Boende eller korttidsplats", required=False, help_text="Om personen bor eller vistas på ett boende."
    )
    vardcentral = forms.ChoiceField(label="Listad på vårdcentral", required=False)
    sag = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, known: About | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = _units((known.care_home, known.listed_at) if known else ())
        homes = [unit for unit in self.units.values() if unit.unit_kind in HOMES]
        centres = [unit for unit in self.units.values() if unit.unit_kind in PRIMARY_CARE]
        self._offer("vistas_i", _values("vistelsekommun", known.stays_in if known else ""))
        self._offer("bor_i", _values("bor_i", known.lives_in if known else ""))
        self._offer("boende", [("", "Inget"), *_by_municipality(homes)])
        self._offer("vardcentral", [NOT_KNOWN, *_by_municipality(centres)])
        if known is not None:
            self.initial = {**shown_about(known), **self.initial}

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_folkbokford_i(self) -> str:
        """A municipality, by the name that the agreements know it by."""
        return read_municipality(self.cleaned_data["folkbokford_i"])

    def clean(self) -> dict[str, Any]:
        """A care home and the way of living go together."""
        said: dict[str, Any] = super().clean() or {}
        home = self.units.get(said.get("boende", ""))
        dwelling = said.get("bor_i", "")
        if home is not None and home.unit_kind is UnitKind.CARE_HOME and dwelling not in CARE_HOME_DWELLINGS:
            self.add_error(
                "bor_i",
                f"{home.name} är ett särskilt boende. Välj särskilt boende här, eller ta bort boendet nedanför.",
            )
        return said

    def about(self) -> About:
        """What a valid form says."""
        said = self.cleaned_data
        return About(
            given_name=said["fornamn"],
            family_name=said["efternamn"],
            address=said["adress"],
            registered_in=said["folkbokford_i"],
            stays_in=said["vistas_i"],
            lives_in=said["bor_i"],
            care_home=self.units.get(said["boende"]),
            listed_at=self.units.get(said["vardcentral"]),
            protection="" if said["skydd"] == UNPROTECTED else said["skydd"],
        )


class RegisterForm(AboutForm, NumberForm):
    """A person who is not there yet."""

    fodd = forms.DateField(
        label="Född",
        help_text="Bara vid reservnummer, om födelsedagen är känd.",
        required=False,
        error_messages=DAY_ERRORS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    ratta_fodelsedag = sag = None  # type: ignore[assignment]  # there is nothing to mend yet
    field_order = ("slag", "nummer", "fodd", "fornamn", "efternamn", "skydd")

    def clean_fodd(self) -> date | None:
        """Nobody is born tomorrow."""
        born: date | None = self.cleaned_data["fodd"]
        if born is not None and born > self.today:
            raise forms.ValidationError("Födelsedagen har inte varit än. Kontrollera datumet.")
        return born

    def clean(self) -> dict[str, Any]:
        """The day of birth is the number's, where that says one."""
        said: dict[str, Any] = super().clean()
        born = said.get("fodd")
        if born is not None and self.read is not None and self.read.born not in {None, born}:
            self.add_error("fodd", f"Numret säger {self.read.born}. Ändra det som är fel, eller lämna dagen tom.")
        return said


class DeathForm(OurForm):
    """The day somebody died; empty when it was a mistake."""

    avliden = forms.DateField(
        label="Dag då personen avled",
        required=False,
        error_messages=DAY_ERRORS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sag = forms.IntegerField(widget=forms.HiddenInput, required=False)


def shown_about(known: About) -> dict[str, Any]:
    """A person's data as the form shows them first."""
    return {
        "fornamn": known.given_name,
        "efternamn": known.family_name,
        "adress": known.address,
        "folkbokford_i": known.registered_in,
        "vistas_i": known.stays_in,
        "bor_i": known.lives_in,
        "boende": known.care_home.pk if known.care_home else "",
        "vardcentral": known.listed_at.pk if known.listed_at else "",
        "skydd": known.protection or UNPROTECTED,
    }


def read_municipality(text: str) -> str:
    """A municipality's name; those of Halland are known, also in other letters. Raises ValidationError on a near miss."""
    folded = text.strip().casefold().removesuffix(" kommun")
    known = {name.casefold(): name for name in HALLAND}
    if folded in known:
        return known[folded]
    near = get_close_matches(folded, known, 1, 0.8)
    if near:
        raise forms.ValidationError(f"Menas {known[near[0]]}? Skriv kommunens namn så.")
    return text.strip()


def _values(fact: str, current: str) -> Choices:
    """The values of a fact, and the one that stands if it is none of them."""
    found: Sequence[str] = getattr(texts().library.vocabulary.facts[fact].domain, "values", ())
    standing = [current] if current and current not in found else []
    return [NOT_KNOWN, *((one, one[:1].upper() + one[1:]) for one in (*found, *standing))]


def _units(current: Iterable[Unit | None]) -> dict[str, Unit]:
    """The units where one can live or be listed, and those where the person is though they have closed."""
    open_or_current = Q(valid_to=None) | Q(pk__in=[unit.pk for unit in current if unit])
    found = Unit.objects.filter(open_or_current, kind__in=[*HOMES, *PRIMARY_CARE]).order_by("municipality", "name")
    return {unit.pk: unit for unit in found}


def _by_municipality(units: Iterable[Unit]) -> Choices:
    """Units as groups of a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        groups.setdefault(unit.municipality or "Hela länet", []).append((unit.pk, unit.name))
    return list(groups.items())


def tell(form: forms.Form, faults: Mapping[str, str]) -> None:
    """Show faults beside their fields."""
    for name, fault in faults.items():
        form.add_error(name if name in form.fields else None, fault)
