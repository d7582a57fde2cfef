"""The pages of the money."""

from django.urls import path

from samsyn_web.economics import assumption_pages, views

urlpatterns = [
    path("ekonomi", views.overview, name="ekonomi"),
    path("ekonomi/omraknat", views.reproduced, name="ekonomi-omraknat"),
    path("ekonomi/prognos", views.coming_years, name="ekonomi-prognos"),
    path("ekonomi/antaganden", assumption_pages.every, name="ekonomi-antaganden"),
    path("ekonomi/antaganden/<slug:key>", assumption_pages.one, name="ekonomi-antagande"),
]
