"""The log review."""

from django.urls import path

from samsyn_web.review import views

urlpatterns = [
    path("logg", views.log, name="logg"),
    path("logg/rad/<int:number>", views.row, name="logg-rad"),
    path("logg/nodoppning/<int:number>", views.emergency, name="logg-nodoppning"),
    path("logg/utdrag", views.find_person, name="logg-utdrag"),
    path("person/<uuid:person_id>/loggutdrag", views.person_extract, name="person-loggutdrag"),
]
