"""The forms of access: signing in, passwords, helping with accounts, breaking the glass, consent and spärr."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import validate_password

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access.accounts import SHORTEST_REASON as SHORTEST_REASON_TO_HELP
from samsyn_web.access.accounts import Help
from samsyn_web.access.emergencies import SHORTEST_REASON
from samsyn_web.access.models import ASKED_BY, Consent
from samsyn_web.directory.models import Account, Party, Unit

MISSING = "Fyll i {}."
BAD_CODE = "Koden ska ha sex siffror. Läs den i kodappen."
WEAK: Final = {
    "password_too_short": "Lösenordet är för kort. Skriv minst 12 tecken.",
    "password_too_common": "Lösenordet är ett av de vanligaste och lätt att gissa. Välj ett annat.",
    "password_too_similar": "Lösenordet liknar ditt namn eller användarnamn. Välj ett annat.",
}
"""What is said of a password that is easy to guess, by Django's own name for why."""


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


class AddressForm(OurForm):
    """Where a colleague's digest is sent, and why it is another now."""

    adress = forms.CharField(
        label="E-postadress",
        help_text="Tom: inget sammandrag kan skickas. Adressen i tjänsten, inte en privat.",
        required=False,
        max_length=300,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Adressen är för lång."},
    )
    varfor = forms.CharField(
        label="Varför ändras adressen?",
        help_text=f"Minst {SHORTEST_REASON_TO_HELP} tecken. Står kvar i loggen.",
        max_length=500,
        error_messages={
            "required": "Skriv varför. Det står kvar i loggen.",
            "max_length": "Skälet är för långt. Skriv högst 500 tecken.",
        },
    )


class HelpForm(OurForm):
    """What an administrator does for an account, and why."""

    gor = forms.MultipleChoiceField(
        label="Vad ska göras?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj vad som ska göras.",
            "invalid_choice": "Det går inte längre att göra. Läs läget och välj igen.",
        },
    )
    skal = forms.CharField(
        label="Varför",
        help_text=f"Minst {SHORTEST_REASON_TO_HELP} tecken. Står kvar i loggen och läses vid logggranskningen.",
        max_length=500,
        error_messages={
            "required": "Skriv varför. Det står kvar i loggen.",
            "max_length": "Skälet är för långt. Skriv högst 500 tecken.",
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sakert_vem = forms.BooleanField(
        label="Jag har förvissat mig om vem det är",
        help_text="Du har sett legitimation, eller ringt upp på ett nummer som verksamheten redan hade. Ett samtal in räcker inte.",
        error_messages={"required": "Förvissa dig om vem det är först, och bekräfta det här."},
    )

    def __init__(self, choices: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gor"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)

    @property
    def chosen(self) -> list[Help]:
        """What was chosen."""
        return [Help(one) for one in self.cleaned_data["gor"]]


class NewPasswordForm(OurForm):
    """Another password of one's own."""

    nuvarande = forms.CharField(
        label="Nuvarande lösenord",
        strip=False,
        max_length=400,
        error_messages={"required": MISSING.format("ditt nuvarande lösenord")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    nytt = forms.CharField(
        label="Nytt lösenord",
        help_text="Minst 12 tecken. Flera ord som bara du sätter ihop är både säkrast och lättast att minnas.",
        strip=False,
        max_length=400,
        error_messages={"required": "Skriv ett nytt lösenord.", "max_length": "Skriv högst 400 tecken."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    igen = forms.CharField(
        label="Nytt lösenord igen",
        strip=False,
        max_length=400,
        error_messages={"required": "Skriv det nya lösenordet en gång till."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_nytt(self) -> str:
        """A password that is hard to guess, in our own words when it is not."""
        new: str = self.cleaned_data["nytt"]
        try:
            validate_password(new, self.account)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                [WEAK.get(one.code or "", " ".join(one.messages)) for one in error.error_list]
            ) from None
        return new

    def clean(self) -> dict[str, Any]:
        """Typed the same twice, and not what it was."""
        said = super().clean() or {}
        if "nytt" in said and "igen" in said and said["nytt"] != said["igen"]:
            self.add_error("igen", "Det är inte samma som det nya lösenordet ovan. Skriv båda igen.")
        if "nytt" in said and said["nytt"] == said.get("nuvarande"):
            self.add_error("nytt", "Det är samma som det nuvarande. Välj ett annat.")
        return said
