"""Signing in and out, choosing a role, confirming, breaking the glass."""

urlpatterns: list[object] = []
