"""What a reviewer of the trail fills in."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms

from samsyn_web.directory.models import Holding, Party
from samsyn_web.review.reviewing import Scope
from samsyn_web.trail.models import FOUND, What

LONGEST: Final = timedelta(days=366)
"""The longest period that is reviewed at once."""


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ScopeForm(forms.Form):
    """Which entries are reviewed. In the address: days, kinds and our own numbers, never a name or a personal number."""

    fran = forms.DateField(label="Från och med", widget=_day())
    till = forms.DateField(label="Till och med", widget=_day())
    enhet = forms.ChoiceField(label="Enhet", required=False)
    medarbetare = forms.TypedChoiceField(label="Medarbetare", required=False, coerce=int, empty_value=None)
    slag = forms.ChoiceField(label="Vad som gjordes", required=False, choices=[("", "Allt"), *What.choices])

    def __init__(self, data: Any, *, party: Party, today: date) -> None:
        said = {"fran": (today - timedelta(days=6)).isoformat(), "till": today.isoformat()} | {
            name: data[name] for name in data if name in self.base_fields
        }
        super().__init__(said)
        self.party = party
        held = list(
            Holding.objects.filter(unit__party=party).values_list("account", "account__name", "unit", "unit__name")
        )
        units = sorted({(name, pk) for _, _, pk, name in held})
        accounts = sorted({(name, pk) for pk, name, _, _ in held})
        self.fields["enhet"].choices = [("", "Alla enheter"), *((pk, name) for name, pk in units)]  # type: ignore[attr-defined]
        self.fields["medarbetare"].choices = [("", "Alla medarbetare"), *((pk, name) for name, pk in accounts)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in order, and not too far apart."""
        said = super().clean() or {}
        first, last = said.get("fran"), said.get("till")
        if first and last and first > last:
            self.add_error("till", "Sista dagen är före den första. Byt plats på dem.")
        elif first and last and last - first > LONGEST:
            self.add_error("fran", "Perioden är längre än ett år. Granska ett år i taget.")
        return said

    def scope(self) -> Scope:
        """What was asked for. Only of a valid form."""
        said = self.cleaned_data
        return Scope(self.party, said["fran"], said["till"], said["medarbetare"], said["enhet"], said["slag"])


class FoundForm(forms.Form):
    """What the reviewer found."""

    found = forms.ChoiceField(
        label="Åtkomsten är",
        choices=FOUND,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Vad bedömningen bygger på",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Till exempel vem du frågade och vad du fick veta. Skriv inga uppgifter om patienten.",
    )


class PersonForm(forms.Form):
    """Whose log extract."""

    number = forms.CharField(
        label="Personnummer, samordningsnummer eller reservnummer",
        max_length=20,
        help_text="Tolv tecken. Kontrollera den sökandes identitet först.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
