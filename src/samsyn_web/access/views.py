"""Signing in and out, choosing a role, confirming, breaking the glass."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof was missing or old: nothing was changed."""
    return render(request, "access/formularet_gammalt.html", status=403)
