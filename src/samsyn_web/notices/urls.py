"""The addresses of the notices."""

from django.urls import path

from samsyn_web.notices import views

urlpatterns = [
    path("aviseringar", views.notices, name="aviseringar"),
    path("aviseringar/val", views.choices, name="aviseringar-val"),
    path("aviseringar/utskick", views.sendings, name="utskick"),
]
