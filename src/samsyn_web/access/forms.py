"""The forms of access: signing in, breaking the glass, consent and spärr."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access.emergencies import SHORTEST_REASON
from samsyn_web.access.models import ASKED_BY, Consent
from samsyn_web.directory.models import Party, Unit

MISSING = "Fyll i {}."
BAD_CODE = "Koden ska ha sex siffror. Läs den i kodappen."


class OurForm(forms.Form):
    """The server's messages are Swedish and say what to do: the browser's own are not asked for."""

    use_required_attribute = False


class PasswordForm(OurForm):
    """The first factor."""

    username = forms.CharField(
        label="Användarnamn",
        max_length=80,
        error_messages={"required": MISSING.format("ditt användarnamn")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Lösenord",
        strip=False,
        max_length=400,
        error_messages={"required": MISSING.format("ditt lösenord")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(OurForm):
    """The second factor."""

    code = forms.CharField(
        label="Kod",
        help_text="Sex siffror. Koden byts var trettionde sekund.",
        error_messages={"required": BAD_CODE},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """The digits alone: code apps show them in groups."""
        code = "".join(self.cleaned_data["code"].split())
        if len(code) != 6 or not (code.isascii() and code.isdecimal()):
            raise forms.ValidationError(BAD_CODE)
        return code


class EmergencyForm(OurForm):
    """Breaking the glass."""

    reason = forms.CharField(
        label="Varför behöver du uppgifterna nu?",
        help_text=f"Beskriv faran för patienten med minst {SHORTEST_REASON} tecken. Skälet läses vid granskningen.",
        max_length=2000,
        error_messages={
            "required": "Beskriv varför du behöver uppgifterna nu.",
            "max_length": "Skälet är för långt. Skriv högst 2 000 tecken.",
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lifts_blocks = forms.BooleanField(
        label="Jag behöver också det som är spärrat hos min egen vårdgivare",
        help_text=(
            "Bara om patienten inte kan samtycka och uppgifterna kan antas ha betydelse för vård som patienten "
            "oundgängligen behöver (PDL 4 kap. 5 §)."
        ),
        required=False,
    )


class ConsentForm(OurForm):
    """Recording a consent."""

    parties = forms.MultipleChoiceField(
        label="Vilka vårdgivare får ta del av uppgifterna?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en vårdgivare."},
    )
    basis = forms.ChoiceField(
        label="Grund",
        choices=Consent.Basis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilken grund som gäller."},
    )
    ends = forms.DateField(
        label="Gäller till och med",
        help_text="Lämna tomt om det gäller tills det återkallas.",
        required=False,
        error_messages={"invalid": "Skriv dagen som år, månad, dag: 2026-05-31."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_informed = forms.BooleanField(
        label="Personen har fått information om vad samtycket innebär",
        help_text="För ett barn även vårdnadshavaren. Den som inte kan ta ställning informeras så långt det går.",
        error_messages={"required": "Informera först, och bekräfta det här."},
    )

    def __init__(self, parties: Iterable[Party], now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {one.pk: one for one in parties}
        field = self.fields["parties"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.pk, one.name) for one in self.by_id.values()]
        self.fields["ends"].widget.attrs["min"] = now.astimezone(STOCKHOLM).date().isoformat()

    @property
    def chosen(self) -> list[Party]:
        """The care providers that were chosen."""
        return [self.by_id[one] for one in self.cleaned_data["parties"]]


class BlockForm(OurForm):
    """Recording a spärr."""

    unit = forms.ChoiceField(
        label="Vad ska spärras?",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som ska spärras."},
    )
    asked_by = forms.ChoiceField(
        label="Vem begär spärren?",
        choices=ASKED_BY,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vem som begär spärren."},
    )
    is_informed = forms.BooleanField(
        label="Personen har fått information om vad spärren innebär",
        help_text="Att den som vårdar kan sakna uppgifter, att det syns att något är spärrat, och att den hävs på begäran.",
        error_messages={"required": "Informera först, och bekräfta det här."},
    )

    ALL = "alla"

    def __init__(self, party: Party, units: Iterable[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {one.pk: one for one in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (self.ALL, f"Allt hos {party.name}, för andra vårdgivare"),
            *((one.pk, f"Det som {one.name} har registrerat, för alla andra enheter") for one in self.by_id.values()),
        ]

    @property
    def chosen(self) -> Unit | None:
        """The unit that was chosen; None for the whole care provider."""
        return self.by_id.get(self.cleaned_data["unit"])
