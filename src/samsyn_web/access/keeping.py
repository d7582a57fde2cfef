"""What somebody was typing when the session ended: kept encrypted, given back once to the same account."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from samsyn_web.access.models import Kept
from samsyn_web.access.visit import SignedRequest
from samsyn_web.directory.models import Account

LASTS: Final = timedelta(days=3)
"""How long it is kept: over a weekend."""

GIVEN_BACK: Final = "Det du hade skrivit när sessionen gick ut finns kvar. Granska det och spara."


def _cipher(account: Account) -> Fernet:
    key = hashlib.scrypt(settings.SECRET_KEY.encode(), salt=f"kept {account.pk}".encode(), n=2**12, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))


def keep(account: Account, page: str, typed: QueryDict, at: datetime) -> None:
    """Keep what was typed on a page; what nobody came back for is thrown away."""
    content = json.dumps({name: typed.getlist(name) for name in typed if name != "csrfmiddlewaretoken"})
    Kept.objects.filter(at__lt=at - LASTS).delete()
    Kept.objects.update_or_create(
        account=account, page=page[:200], defaults={"content": _cipher(account).encrypt(content.encode()), "at": at}
    )


def give_back(account: Account, page: str, now: datetime) -> Mapping[str, Sequence[str]] | None:
    """What was typed on a page, once; None when nothing is kept, or it is too old."""
    found = Kept.objects.filter(account=account, page=page[:200]).first()
    if found is None:
        return None
    content = bytes(found.content)
    found.delete()
    if now - found.at > LASTS:
        return None
    try:
        typed: Mapping[str, Sequence[str]] = json.loads(_cipher(account).decrypt(content))
    except InvalidToken:
        return None
    return typed


def refill(request: SignedRequest, form: BaseForm) -> bool:
    """Fill a form that is shown for the first time with what was kept for its page, and say so. Whether there was any."""
    kept = give_back(request.visit.worker.account, request.path, request.visit.now)
    if kept is None:
        return False
    typed = MultiValueDict({name: list(values) for name, values in kept.items()})
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            continue  # nobody typed it: the page's own counts
        form.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), form.add_prefix(name))
    messages.info(request, GIVEN_BACK)
    return True
