"""Signing in at the organisation's own service by OpenID Connect: who of ours is it, and how strongly did they prove it?

The package does the code flow and checks the signature, the state, the nonce and PKCE. Here: that the token was issued
by our service to us, that an account is known to the directory beforehand, and what counts as two factors.
"""

from collections.abc import Mapping
from typing import Any, Final

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from samsyn_web.access import signing_in
from samsyn_web.directory.models import Account, DirectoryChange

CLAIMS: Final = "samsyn_claims"
"""Where on the request what the service said is kept until the session is made."""

ABORTED: Final = (
    "Inloggningen hos {name} avbröts eller nekades. Försök igen, eller fråga den som sköter inloggningen där."
)
UNREADABLE: Final = "Svaret från {name} gick inte att lita på, och du är inte inloggad. Försök igen."
UNKNOWN: Final = (
    "Du är inloggad hos {name}, men har inget konto i Samsyn. Administratören i din verksamhet kan lägga upp dig, "
    "med ditt HSA-id."
)


def is_strong(claims: Mapping[str, Any]) -> bool:
    """Whether the service says that two factors were used."""
    methods = claims.get("amr") or ()
    return claims.get("acr") in settings.OIDC_STRONG_ACR or not set(settings.OIDC_STRONG_AMR).isdisjoint(methods)


class KnownAccounts(OIDCAuthenticationBackend):  # type: ignore[misc]  # it has no types
    """Finds the account by the service's own identity (`sub`), the first time by HSA-id. Makes none."""

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """What the token says, when it was issued by our service, to us, and has an end."""
        said: dict[str, Any] = super().verify_token(token, **kwargs)
        audience = said.get("aud")
        for_whom = audience if isinstance(audience, list) else [audience]
        if (
            said.get("iss") != settings.OIDC_OP_ISSUER
            or settings.OIDC_RP_CLIENT_ID not in for_whom
            or said.get("azp", settings.OIDC_RP_CLIENT_ID) != settings.OIDC_RP_CLIENT_ID
            or "exp" not in said
        ):
            raise SuspiciousOperation("The token is not from our service, not for us, or never ends.")
        return said

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What the service says of the person, here and in the token; both must be about the same."""
        said = super().get_userinfo(access_token, id_token, payload)
        if not said.get("sub") or said["sub"] != payload.get("sub"):
            raise SuspiciousOperation("What the service says is about somebody else.")
        return {**said, **payload}

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        return True  # get_userinfo has seen to it that there is a subject

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> QuerySet[Account]:
        known = Account.objects.filter(is_active=True, subject=claims["sub"])
        hsa_id = claims.get(settings.OIDC_HSA_CLAIM)
        if known.exists() or not hsa_id:
            return known
        return Account.objects.filter(is_active=True, subject=None, hsa_id__iexact=hsa_id)

    def update_user(self, user: Account, claims: dict[str, Any]) -> Account:
        """Tie the account to the service's identity at the first sign-in: from then on nobody else's HSA-id opens it."""
        setattr(self.request, CLAIMS, claims)
        if user.subject is None:
            with transaction.atomic():
                Account.objects.filter(pk=user.pk, subject=None).update(subject=claims["sub"])
                DirectoryChange.objects.create(
                    at=timezone.now(),
                    by=user,
                    table="account",
                    row=str(user.pk),
                    before={"subject": None},
                    after={"subject": claims["sub"]},
                )
        return user

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, as long as it is active."""
        return Account.objects.filter(pk=user_id, is_active=True).first()


class Return(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """The visitor comes back from the service."""

    user: Account | None
    why = ABORTED

    def get(self, request: HttpRequest) -> HttpResponse:
        if "error" not in request.GET:
            self.why = UNKNOWN
        try:
            answer: HttpResponse = super().get(request)
        except (SuspiciousOperation, requests.RequestException, jwt.PyJWTError, KeyError, ValueError):
            self.why = UNREADABLE
            return self.login_failure()
        return answer

    def login_success(self) -> HttpResponse:
        assert self.user is not None
        request = self.request
        claims = getattr(request, CLAIMS)
        signing_in.begin(request, self.user, request.session.get("oidc_login_next"))
        if not is_strong(claims):
            return redirect("logga-in-kod")
        request.session[signing_in.STRONG] = True
        signing_in.signed_in(request, self.user, "organisationens inloggning med två faktorer")
        return signing_in.arrive(request)

    def login_failure(self) -> HttpResponse:
        signing_in.failed(self.request, None, "organisationens inloggning")
        messages.error(self.request, self.why.format(name=settings.OIDC_NAME))
        return redirect("logga-in")


def begin(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the service, where there is one."""
    if not settings.IS_OIDC:
        raise Http404
    to_the_service: HttpResponse = OIDCAuthenticationRequestView.as_view()(request)
    return to_the_service


def come_back(request: HttpRequest) -> HttpResponse:
    """Take the visitor back from the service, where there is one."""
    if not settings.IS_OIDC:
        raise Http404
    answer: HttpResponse = Return.as_view()(request)
    return answer
