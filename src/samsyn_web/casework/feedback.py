"""The accessibility statement with its form, for everybody; and what came in, for the administrator."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.processes.cast import Role
from samsyn_web.access.forms import OurForm
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest
from samsyn_web.directory.models import Feedback

MOST_A_DAY: Final = 200
"""The form is open to the world: more than this in a day are no readers of ours."""
PAGE: Final = 50


class FeedbackForm(OurForm):
    """What somebody met that was in their way."""

    hinder = forms.CharField(
        label="Vad hindrade dig?",
        help_text="Beskriv vad du försökte göra och vad som hände. Skriv inget om någon patient.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Beskriv vad som hindrade dig.",
            "max_length": "Texten är för lång. Skriv högst 4 000 tecken.",
        },
    )
    sida = forms.CharField(
        label="På vilken sida?",
        help_text="Sidans rubrik räcker.",
        required=False,
        max_length=120,
        error_messages={"max_length": "Texten är för lång. Skriv högst 120 tecken."},
    )
    kontakt = forms.CharField(
        label="Hur når vi dig?",
        help_text="Telefon eller e-post, om du vill ha svar.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Texten är för lång. Skriv högst 120 tecken."},
    )


@require_http_methods(["GET", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, and the form to tell what is in one's way."""
    now = timezone.now()
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_full(now):
            form.add_error(None, "Vi tar inte emot fler i dag. Kontakta den som förvaltar Samsyn hos er.")
        else:
            said = form.cleaned_data
            Feedback.objects.create(at=now, text=said["hinder"], page=said["sida"], contact=said["kontakt"])
            messages.success(request, "Tack. Det du skrev läses av den som förvaltar Samsyn.")
            return redirect("tillganglighet")
    return render(
        request, "casework/tillganglighet.html", {"form": form, "now": now}, status=422 if form.errors else 200
    )


def is_full(now: datetime) -> bool:
    """Whether as much has come in as is taken in a day."""
    return Feedback.objects.filter(at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY


@require_GET
def received(request: SignedRequest) -> HttpResponse:
    """What has come in, latest first."""
    needs_role(request.visit, Role.ADMINISTRATOR)
    page = Paginator(Feedback.objects.all(), PAGE).get_page(request.GET.get("sida"))
    return render(request, "casework/aterkoppling.html", {"page": page})
