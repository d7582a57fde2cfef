"""Signing in and out, choosing a role, confirming, breaking the glass, consent and spärr."""

from base64 import b32encode
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access import consenting, emergencies, keeping, reading, signing_in
from samsyn_web.access.forms import BlockForm, CodeForm, ConsentForm, EmergencyForm, PasswordForm
from samsyn_web.access.middleware import CONFIRMED, HOLDING, NEVER_KEPT, OPEN_TO_ALL
from samsyn_web.access.models import Block, Consent
from samsyn_web.access.reading import OpenPerson
from samsyn_web.access.refusals import Faulty, NotThere, Refused
from samsyn_web.access.relations import EMERGENCY_LASTS, may_search
from samsyn_web.access.visit import SignedRequest
from samsyn_web.directory.models import Account
from samsyn_web.journal.models import Person
from samsyn_web.trail.models import What

WRONG: Final = (
    "Fel användarnamn eller lösenord. Kontrollera stora och små bokstäver. Efter fem felaktiga försök låses inloggningen "
    "i en kvart."
)
WRONG_CODE: Final = "Fel kod. Vänta på nästa kod i appen, och kontrollera att telefonens klocka går rätt."
TOO_SOON: Final = "För många felaktiga koder. Vänta {seconds} sekunder och använd då en ny kod."

GET_OR_POST: Final = ("GET", "HEAD", "POST")


# ---- signing in and out


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; or the ways past them: the organisation's own sign-in, and in a demo one click."""
    going_to = signing_in.safe(request.POST.get("next") or request.GET.get("next"))
    if signing_in.is_done(request):
        return redirect(going_to or "start")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = signing_in.with_password(request, form.cleaned_data["username"], form.cleaned_data["password"])
        if account is not None:
            signing_in.begin(request, account, going_to)
            return redirect("logga-in-kod")
        form.add_error(None, WRONG)
    looks = signing_in.demo_looks()
    return render(
        request,
        "access/logga_in.html",
        {
            "form": form,
            "going_to": going_to,
            "is_timed_out": "utgangen" in request.GET,
            "is_kept": "sparat" in request.GET,
            "is_signed_out": "utloggad" in request.GET,
            "oidc_name": settings.OIDC_NAME if settings.IS_OIDC else "",
            "demo": [(one, looks.get(one.account.username, "")) for one in signing_in.demo_holdings()],
        },
        status=422 if form.errors else 200,
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(GET_OR_POST)
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of the code app; the first time, also how to get one."""
    account = request.user
    if not isinstance(account, Account):
        return redirect("logga-in")
    if signing_in.is_done(request):
        return signing_in.arrive(request)
    device = signing_in.device_of(account)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_allowed, why = device.verify_is_allowed()
        if not is_allowed:
            seconds = max(1, round((why["locked_until"] - timezone.now()).total_seconds()))
            form.add_error("code", TOO_SOON.format(seconds=seconds))
        elif signing_in.with_code(request, account, device, form.cleaned_data["code"]):
            return signing_in.arrive(request)
        else:
            form.add_error("code", WRONG_CODE)
    shown = {"form": form, "account": account, "is_new": not device.confirmed}
    if not device.confirmed:
        letters = b32encode(device.bin_key).decode("ascii")
        shown["secret"] = " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
        shown["picture"] = segno.make(device.config_url).svg_data_uri(scale=5, border=2)
    return render(request, "access/logga_in_kod.html", shown, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """In a demo: sign in as one of its people with one click, and without a second factor."""
    chosen = next((one for one in signing_in.demo_holdings() if str(one.pk) == request.POST.get("holding")), None)
    if chosen is None:
        raise Http404
    account = authenticate(request, username=chosen.account.username, password=signing_in.DEMO_PASSWORD)
    if not isinstance(account, Account):
        raise Http404
    signing_in.begin(request, account, request.POST.get("next"))
    request.session[signing_in.STRONG] = True
    request.session[HOLDING] = chosen.pk
    signing_in.signed_in(request, account, "demo")
    return signing_in.arrive(request)


@require_http_methods(GET_OR_POST)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out. Only by a button: a link could be followed by a browser on its own."""
    if request.method != "POST":
        return redirect("start")
    signing_in.sign_out(request)
    return redirect(f"{reverse('logga-in')}?utloggad=1")


# ---- what one works as


@require_http_methods(GET_OR_POST)
def choose_role(request: SignedRequest) -> HttpResponse:
    """Choose which role at which unit to work as, or change it. What was confirmed as the one is not as the other."""
    wanted = request.POST.get("holding")
    chosen = next((one for one in request.holdings if str(one.pk) == wanted), None)
    if chosen is None:
        return render(
            request,
            "access/valj_roll.html",
            {"holdings": request.holdings, "is_gone": wanted is not None},
            status=422 if wanted is not None else 200,
        )
    request.session[HOLDING] = chosen.pk
    request.session.pop(CONFIRMED, None)
    return signing_in.arrive(request)


# ---- protected identity and emergencies


@require_http_methods(GET_OR_POST)
def confirm_protected(request: SignedRequest) -> HttpResponse:
    """The worker says that they need to see somebody whose identity is protected. It lasts as long as the session."""
    back = signing_in.safe(request.POST.get("next"))
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError:
        return redirect("start")
    may_search(request.visit)
    if not Person.objects.filter(pk=person).exists():
        raise NotThere
    request.visit.tracks.touch(What.READ, (person,), (), "bekräftade att skyddade personuppgifter behövs")
    request.session[CONFIRMED] = sorted({*request.session.get(CONFIRMED, ()), str(person)})
    return redirect(back or "start")


@require_http_methods(GET_OR_POST)
def break_the_glass(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Explain what breaking the glass means, and do it. The page names nobody: nothing is open yet."""
    visit = request.visit
    emergencies.may_break(visit)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotThere
    form = EmergencyForm(request.POST or None)
    if request.method != "POST":
        keeping.refill(request, form)
    elif form.is_valid():
        try:
            emergency = emergencies.break_glass(
                visit, person, form.cleaned_data["reason"], lifts_blocks=form.cleaned_data["lifts_blocks"]
            )
        except Faulty as faulty:
            _tell(form, faulty.faults)
        else:
            ends = emergency.ends.astimezone(STOCKHOLM)
            messages.warning(request, f"Nödöppnat till {ends:%H.%M}. Det granskas i efterhand.")
            return redirect("person", person_id)
    return render(
        request,
        "access/nodoppna.html",
        {"form": form, "person_id": person_id, "hours": EMERGENCY_LASTS.total_seconds() // 3600},
        status=422 if form.errors else 200,
    )


# ---- consent and spärr


@require_http_methods(GET_OR_POST)
def consents(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """What a person has agreed to: what stands, a new one, and taking back."""
    visit = request.visit
    opened = _cared_for(request, person_id)
    parties = consenting.parties_around(visit, opened.person)
    is_new = request.method == "POST" and "withdraw" not in request.POST
    form = ConsentForm(parties, visit.now, request.POST if is_new else None)
    if is_new and form.is_valid():
        said = form.cleaned_data
        try:
            consenting.give_consent(
                visit=visit,
                person=opened.person,
                parties=form.chosen,
                basis=Consent.Basis(said["basis"]),
                ends=said["ends"],
                is_informed=said["is_informed"],
            )
        except Faulty as faulty:
            _tell(form, faulty.faults)
        else:
            messages.success(request, "Samtycket är registrerat.")
            return redirect("samtycke", person_id)
    elif request.method == "POST" and not is_new:
        chosen = Consent.objects.select_related("party", "person").filter(
            person_id=person_id, pk=_number(request.POST["withdraw"])
        )
        if (consent := chosen.first()) is None:
            raise NotThere
        consenting.withdraw_consent(visit=visit, consent=consent)
        messages.success(request, f"Samtycket för {consent.party.name} är återkallat.")
        return redirect("samtycke", person_id)
    elif request.method != "POST":
        keeping.refill(request, form)
    return render(
        request,
        "access/samtycke.html",
        {
            "form": form,
            "person": opened.person,
            "standing": consenting.standing_consents(opened.person, visit.now.astimezone(STOCKHOLM).date()),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(GET_OR_POST)
def blocks(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """What a person has closed: what stands, a new spärr, and lifting one."""
    visit = request.visit
    opened = _cared_for(request, person_id)
    party = visit.worker.party
    is_new = request.method == "POST" and "block" not in request.POST
    form = BlockForm(party, consenting.units_with_data(visit, opened.person), request.POST if is_new else None)
    lift_errors: list[dict[str, str]] = []
    if is_new and form.is_valid():
        said = form.cleaned_data
        try:
            consenting.block(
                visit=visit,
                person=opened.person,
                unit=form.chosen,
                asked_by=said["asked_by"],
                is_informed=said["is_informed"],
            )
        except Faulty as faulty:
            _tell(form, faulty.faults)
        except Refused as refused:
            form.add_error("asked_by", f"{refused.why} {refused.who}")
        else:
            messages.success(request, "Spärren gäller nu.")
            return redirect("sparr", person_id)
    elif request.method == "POST" and not is_new:
        made = Block.objects.select_related("party", "unit", "person").filter(
            person_id=person_id, pk=_number(request.POST["block"])
        )
        if (chosen := made.first()) is None:
            raise NotThere
        try:
            consenting.lift_block(visit=visit, made=chosen, is_asked="is_asked" in request.POST)
        except Faulty as faulty:
            lift_errors = [{"text": said, "id": f"begard-{chosen.pk}"} for said in faulty.faults.values()]
        else:
            messages.success(request, "Spärren är hävd.")
            return redirect("sparr", person_id)
    elif request.method != "POST":
        keeping.refill(request, form)
    standing = opened.relation.blocks
    elsewhere = [one for one in standing if one.party_id != party.pk]
    return render(
        request,
        "access/sparr.html",
        {
            "form": form,
            "lift_errors": lift_errors,
            "person": opened.person,
            "party": party,
            "standing": [one for one in standing if one.party_id == party.pk],
            "elsewhere": elsewhere,
            "names_shown": opened.relation.emergency is not None,
        },
        status=422 if form.errors or lift_errors else 200,
    )


def _cared_for(request: SignedRequest, person_id: UUID) -> OpenPerson:
    opened = reading.person(request.visit, person_id)
    consenting.needs_care(request.visit, opened.person, opened.relation)
    return opened


def _tell(form: Form, faults: Mapping[str, str]) -> None:
    for field, sentence in faults.items():
        form.add_error(field if field in form.fields else None, sentence)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() else 0


# ---- a form without its proof


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof was missing or old: nothing was changed. What was typed on a page of ours is kept.

    That is what happens to a form that stands open while its owner signs in anew beside it. Other sites are told by the
    browser itself, and by the session's cookie not coming along.
    """
    match = request.resolver_match
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_page = match is not None and match.view_name not in OPEN_TO_ALL | NEVER_KEPT
    is_kept = is_ours and isinstance(request.user, Account) and is_page
    if is_kept:
        assert isinstance(request.user, Account)
        keeping.keep(request.user, request.path, request.POST, timezone.now())
    return render(request, "access/formularet_gammalt.html", {"is_kept": is_kept, "back": request.path}, status=403)
