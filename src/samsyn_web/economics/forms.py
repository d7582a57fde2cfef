"""What is filled in on the pages of the money."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from samsyn_web.economics.assumptions import Said
from samsyn_web.economics.known_parameters import Kind, Known, Qualifier, Unreadable, read_qualifier, read_value

BROKEN = "Formuläret är skadat. Öppna sidan på nytt."
NO_VALUE = "Ange ett värde, eller kryssa i att inget värde gäller."
NO_SOURCE = "Skriv var uppgiften står eller vem som har bestämt den: ett värde utan källa används inte."


class OurForm(forms.Form):
    """The server's messages are Swedish and say what to do: the browser's own are not asked for."""

    use_required_attribute = False


def day_field(label: str, missing: str, help_text: str = "") -> forms.DateField:
    """A day, as browsers ask for it."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": missing,
            "invalid": "Det är inget datum. Skriv år-månad-dag, till exempel 2026-04-01.",
        },
    )


class ParameterForm(OurForm):
    """A value of one parameter."""

    avser = forms.CharField(required=False, max_length=10)
    varde = forms.CharField(required=False, max_length=60)
    inget = forms.BooleanField(
        label="Inget värde gäller från den dagen",
        help_text="Kryssa i om det som angetts tidigare var fel eller har upphört. Det som behöver värdet räknas då inte.",
        required=False,
    )
    galler_fran = day_field("Gäller från och med", "Ange från vilken dag värdet gäller.")
    kalla = forms.CharField(
        label="Källa",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Var uppgiften står, till exempel ett beslut med datum och paragraf, eller vem som antar den och varför.",
        error_messages={"required": NO_SOURCE, "max_length": "Källan är för lång. Skriv högst 1 000 tecken."},
    )
    nyckel = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": BROKEN, "invalid": BROKEN})

    def __init__(self, data: Any, *, known: Known, qualifier: str, today: date) -> None:
        super().__init__(data, initial={"nyckel": uuid4(), "galler_fran": today, "avser": qualifier}, label_suffix="")
        self.known = known
        value: forms.Field = forms.CharField(label="Värde", help_text=f"Skriv {known.kind.value}.", max_length=60)
        if known.kind is Kind.CHOICE:
            words = (known.choices or {}).items()
            value = forms.ChoiceField(
                label="Värde",
                choices=list(words),
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Välj ett av alternativen."},
            )
        value.required = not (data is not None and data.get("inget"))
        value.error_messages["required"] = NO_VALUE
        self.fields["varde"] = value
        if known.qualifier is Qualifier.NONE:
            del self.fields["avser"]
        else:
            self.fields["avser"].label = known.qualifier.value.capitalize()
            self.fields["avser"].required = True
            self.fields["avser"].error_messages["required"] = f"Skriv vilket {known.qualifier.value} värdet avser."
        order = ["avser", "varde", "inget", "galler_fran", "kalla", "nyckel"]
        self.order_fields(order)

    def clean_kalla(self) -> str:
        """A source says something."""
        source = str(self.cleaned_data["kalla"]).strip()
        if not source:
            raise forms.ValidationError(NO_SOURCE)
        return source

    def clean(self) -> dict[str, Any]:
        """The value as its kind has it, and for what."""
        said = super().clean() or {}
        if "avser" not in self.errors:
            try:
                said["avser"] = read_qualifier(self.known, said.get("avser") or "")
            except Unreadable as error:
                self.add_error("avser", str(error))
        typed = str(said.get("varde") or "").strip()
        if said.get("inget"):
            if typed:
                self.add_error(
                    "inget", "Du har både skrivit ett värde och kryssat i att inget gäller. Välj ett av dem."
                )
            said["varde"] = None
        elif "varde" not in self.errors:
            try:
                said["varde"] = read_value(self.known, typed)
            except Unreadable as error:
                self.add_error("varde", str(error))
        return said

    def said(self) -> Said:
        """What is given. Only of a valid form."""
        said = self.cleaned_data
        return Said(self.known, said["avser"], said["varde"], said["galler_fran"], said["kalla"], said["nyckel"])
