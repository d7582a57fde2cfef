"""Every address of the application. No personal data in any of them: cases and persons have made-up identifiers."""

from django.urls import include, path

from samsyn_web.project.views import health, start

handler500 = "samsyn_web.project.views.failed"

urlpatterns = [
    path("halsa", health, name="halsa"),
    path("", start, name="start"),
    path("", include("samsyn_web.access.urls")),
    path("", include("samsyn_web.casework.urls")),
    path("", include("samsyn_web.notices.urls")),
    path("", include("samsyn_web.agreements.urls")),
    path("", include("samsyn_web.economics.urls")),
    path("", include("samsyn_web.review.urls")),
    path("", include("samsyn_web.handbook.urls")),
]
