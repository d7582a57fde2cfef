"""What is filled in to decide a year's amounts, to post a month and to correct a year."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django import forms

from samsyn.economics.figures import MUNICIPALITIES
from samsyn.money.amount import Amount, MoneyError
from samsyn_web.economics import proposals
from samsyn_web.economics.explaining import slug
from samsyn_web.economics.forms import BROKEN, OurForm
from samsyn_web.economics.known_parameters import PARAMETERS, Unreadable, read_value
from samsyn_web.economics.ledger import Proposed

BY_AGREEMENT, BY_DECISION = "avtalet", "beslut"
NO_REASON: Final = "Skriv vem som har fastställt beloppen och när, eller varför de ändras."
NO_AMOUNT: Final = "Skriv beloppet i kronor, till exempel 18500000,05."


def _key() -> forms.UUIDField:
    return forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": BROKEN, "invalid": BROKEN})


def _reason(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NO_REASON, "max_length": "Texten är för lång. Skriv högst 1 000 tecken."},
    )


def amount_of(text: str) -> Amount:
    """A typed amount of kronor. Raises ValidationError."""
    try:
        value = read_value(PARAMETERS["besok-belopp"], text)
    except Unreadable as error:
        raise forms.ValidationError(str(error)) from None
    assert isinstance(value, Amount)
    return value


class MonthForm(OurForm):
    """Posting a month: only that it is meant."""

    nyckel = _key()


class DecisionForm(OurForm):
    """A year's amounts: those of the agreement, or those of a decision, one for each municipality."""

    grund = forms.ChoiceField(
        label="Beloppen är",
        widget=forms.RadioSelect,
        choices=[(BY_AGREEMENT, "de som avtalet ger"), (BY_DECISION, "de som ett beslut säger, ifyllda nedan")],
        error_messages={
            "required": "Välj var beloppen kommer från.",
            "invalid_choice": "Välj var beloppen kommer från.",
        },
    )
    skal = _reason("Beslut", "Vem som har fastställt årets belopp, och när. Står på varje belopp.")
    nyckel = _key()

    def __init__(self, data: Any, *, year: int, today: date, by_agreement: Mapping[str, Proposed] | None) -> None:
        ground = BY_AGREEMENT if by_agreement is not None else BY_DECISION
        super().__init__(data, initial={"nyckel": uuid4(), "grund": ground}, label_suffix="")
        self.year, self.today, self.by_agreement = year, today, by_agreement
        for each in MUNICIPALITIES:
            self.fields[amount_name(each)] = forms.CharField(
                label=each,
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    @property
    def amount_fields(self) -> list[forms.BoundField]:
        """One for each municipality."""
        return [self[amount_name(each)] for each in MUNICIPALITIES]

    def clean(self) -> dict[str, Any]:
        """Amounts that go with what they are said to be."""
        said = super().clean() or {}
        if said.get("grund") == BY_AGREEMENT and self.by_agreement is None:
            self.add_error("grund", "Avtalet ger inga belopp för året än: något som behövs är inte angivet.")
        if said.get("grund") == BY_DECISION:
            for each in MUNICIPALITIES:
                name = amount_name(each)
                try:
                    said[name] = amount_of(said.get(name) or "") if said.get(name) else self.add_error(name, NO_AMOUNT)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return said

    def amounts(self) -> Mapping[str, Proposed]:
        """What is decided. Only of a valid form."""
        said = self.cleaned_data
        if said["grund"] == BY_AGREEMENT:
            assert self.by_agreement is not None
            return self.by_agreement
        return {
            each: proposals.typed(each, self.year, said[amount_name(each)], said["skal"]) for each in MUNICIPALITIES
        }


def amount_name(municipality: str) -> str:
    """The name of a municipality's amount in a form."""
    return f"belopp_{slug(municipality)}"


class CorrectionForm(OurForm):
    """Another amount for a municipality's year, and why."""

    grund = forms.ChoiceField(
        label="Det rätta beloppet är",
        widget=forms.RadioSelect,
        choices=[(BY_AGREEMENT, "det som avtalet ger med dagens antaganden"), (BY_DECISION, "ett annat belopp")],
        error_messages={
            "required": "Välj var beloppet kommer från.",
            "invalid_choice": "Välj var beloppet kommer från.",
        },
    )
    belopp = forms.CharField(
        label="Ett annat belopp för hela året, kronor",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    skal = _reason("Skäl", "Varför beloppet ändras och vem som har bestämt det. Står på varje rättelse.")
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": BROKEN, "invalid": BROKEN})
    nyckel = _key()

    def __init__(self, data: Any, *, payee: str, year: int, version: int, today: date) -> None:
        super().__init__(data, initial={"nyckel": uuid4(), "version": version, "grund": BY_DECISION}, label_suffix="")
        self.payee, self.year, self.today = payee, year, today

    def clean(self) -> dict[str, Any]:
        """The amount as it is said to come about."""
        said = super().clean() or {}
        if said.get("grund") == BY_AGREEMENT:
            try:
                said["new"] = proposals.amounts_of(self.year, self.today)[self.payee]
            except MoneyError as error:
                self.add_error("grund", str(error))
        elif said.get("grund") == BY_DECISION:
            try:
                amount = amount_of(said["belopp"]) if said.get("belopp") else self.add_error("belopp", NO_AMOUNT)
            except forms.ValidationError as error:
                self.add_error("belopp", error)
            else:
                if isinstance(amount, Amount) and said.get("skal"):
                    said["new"] = proposals.typed(self.payee, self.year, amount, said["skal"])
        return said
