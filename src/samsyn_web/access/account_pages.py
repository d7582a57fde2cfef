"""The pages about accounts: an administrator helps a colleague who cannot sign in; everybody changes their own password."""

from typing import Final

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from samsyn.processes.cast import Role
from samsyn_web.access import accounts
from samsyn_web.access.accounts import DONE, Help
from samsyn_web.access.forms import AddressForm, HelpForm, NewPasswordForm
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest, holdings_of
from samsyn_web.trail.models import What

MOST: Final = 50
"""Accounts that a search shows."""

OFFERED: Final = {
    Help.UNLOCK: "Lås upp nu, i stället för att vänta ut kvarten",
    Help.PASSWORD: "Ge ett nytt lösenord, som visas en gång",
    Help.FORGET_CODE: "Glöm kodappen, så att en ny läggs in vid nästa inloggning",
    Help.UNTIE: "Lossa från organisationens inloggning, så att nästa inloggning där knyter kontot på nytt",
    Help.CLOSE: "Stäng kontot: det går inte att logga in, och den som är inloggad loggas ut",
    Help.OPEN: "Öppna kontot igen",
}


@require_http_methods(["GET", "POST"])
def search(request: SignedRequest) -> HttpResponse:
    """Find a colleague's account. A POST: names stand in no address."""
    visit = request.visit
    needs_role(visit, Role.ADMINISTRATOR)
    words = request.POST.get("ord", "").replace("\0", "").strip()[:100]
    shown: dict[str, object] = {"words": words, "party": visit.worker.party, "searched": bool(words)}
    if words:
        found = list(accounts.matching(visit, words, localdate(visit.now))[: MOST + 1])
        shown |= {"found": found[:MOST], "is_cut": len(found) > MOST}
    return render(request, "access/konton.html", shown)


@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def one(request: SignedRequest, number: int) -> HttpResponse:
    """One account: how it stands, and what can be done. A new password is shown here, once."""
    visit = request.visit
    needs_role(visit, Role.ADMINISTRATOR)
    today = localdate(visit.now)
    account = accounts.account_of(visit, number, today)
    standing = accounts.standing(account, visit.now)
    offered = [(each.value, OFFERED[each]) for each in standing.possible()]
    form = HelpForm(offered, request.POST or None)
    shown = {"account": account, "holdings": holdings_of(account, today), "standing": standing, "form": form}
    shown["is_own"] = account.pk == visit.worker.account.pk
    if request.method == "POST" and form.is_valid():
        try:
            password = accounts.help_somebody(visit, account, form.chosen, form.cleaned_data["skal"])
        except Faulty as faulty:
            for field, sentence in faulty.faults.items():
                form.add_error(field, sentence)
        else:
            done = {
                "done": [DONE[each] for each in form.chosen],
                "password": password,
                "new_code_app": Help.FORGET_CODE in form.chosen or not standing.has_code_app,
            }
            return render(request, "access/konto_klart.html", shown | done)
    return render(request, "access/konto.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def mail_address(request: SignedRequest, number: int) -> HttpResponse:
    """Where a colleague's digest is sent."""
    visit = request.visit
    needs_role(visit, Role.ADMINISTRATOR)
    account = accounts.account_of(visit, number, localdate(visit.now))
    form = AddressForm(request.POST or None, initial={"adress": account.email})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            accounts.give_address(visit, account, said["adress"], said["varfor"])
        except Faulty as faulty:
            for field, sentence in faulty.faults.items():
                form.add_error(field, sentence)
        else:
            messages.success(request, "E-postadressen är ändrad.")
            return redirect("konto", account.pk)
    return render(
        request, "access/konto_epost.html", {"account": account, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@sensitive_post_parameters("nuvarande", "nytt", "igen")
@require_http_methods(["GET", "POST"])
def own_password(request: SignedRequest) -> HttpResponse:
    """Another password of one's own. Wrong guesses of the present one count towards the lock-out."""
    visit = request.visit
    account = visit.worker.account
    form = NewPasswordForm(account, request.POST or None)
    if request.method == "POST" and account.has_usable_password() and form.is_valid():
        if authenticate(request, username=account.username, password=form.cleaned_data["nuvarande"]) is None:
            form.add_error("nuvarande", "Fel lösenord. Efter fem felaktiga försök låses inloggningen i en kvart.")
        else:
            with transaction.atomic():
                account.set_password(form.cleaned_data["nytt"])
                account.save(update_fields=["password"])
                visit.tracks.touch(What.CHANGED, why="bytte sitt lösenord")
                visit.write()
            update_session_auth_hash(request, account)
            messages.success(request, "Lösenordet är bytt. Är du inloggad någon annanstans är du utloggad där.")
            return redirect("start")
    return render(
        request, "access/losenord.html", {"form": form, "account": account}, status=422 if form.errors else 200
    )
