"""The form in which one says what one wants to be told, and how."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from samsyn_web.access.forms import OurForm
from samsyn_web.directory.models import Account
from samsyn_web.notices.choosing import FIRST_HOUR, Ways
from samsyn_web.notices.kinds import Kind
from samsyn_web.notices.models import Digest

APP: Final = "app_"
DIGEST: Final = "mejl_"


class ChoiceForm(OurForm):
    """Per kind whether one is told in Samsyn and in the digest; and whether one wants the digest, and when."""

    sammandrag = forms.BooleanField(label="Skicka ett sammandrag till mig varje dag", required=False)
    klockan = forms.TypedChoiceField(
        label="Klockan",
        help_text="Det skickas då, eller strax efter.",
        choices=[(str(hour), f"{hour:02}.00") for hour in range(24)],
        coerce=int,
        error_messages={"required": "Välj ett klockslag.", "invalid_choice": "Välj ett av klockslagen i listan."},
    )

    def __init__(
        self, kinds: Iterable[Kind], account: Account, ways: Mapping[str, Ways], digest: Digest | None, *args: Any
    ) -> None:
        super().__init__(*args)
        self.kinds = tuple(kinds)
        self.account = account
        for kind in self.kinds:
            held = ways[kind.id]
            for prefix, said, words in (
                (APP, held.in_app, "i Samsyn"),
                (DIGEST, held.in_digest, "i sammandraget"),
            ):
                self.fields[prefix + kind.id] = forms.BooleanField(
                    label=f"{kind.name}, {words}", required=False, initial=said
                )
        self.initial["sammandrag"] = digest is not None and digest.is_wanted
        self.initial["klockan"] = FIRST_HOUR if digest is None else digest.hour

    def clean_sammandrag(self) -> bool:
        """Nobody can be sent what there is no address for."""
        is_wanted: bool = self.cleaned_data["sammandrag"]
        if is_wanted and not self.account.email:
            raise forms.ValidationError(
                "Ditt konto har ingen e-postadress. Be en administratör hos er lägga in den, och välj sedan sammandraget."
            )
        return is_wanted

    def rows(self) -> list[dict[str, Any]]:
        """Each kind with its two boxes."""
        return [{"kind": kind, "app": self[APP + kind.id], "digest": self[DIGEST + kind.id]} for kind in self.kinds]

    def said(self) -> dict[str, Ways]:
        """What a valid form says of each kind."""
        said = self.cleaned_data
        return {kind.id: Ways(said[APP + kind.id], said[DIGEST + kind.id]) for kind in self.kinds}
