"""The addresses of the handbook."""

from django.urls import path

from samsyn_web.handbook import views

urlpatterns = [
    path("handbok", views.contents, name="handbok"),
    path("handbok/sok", views.find, name="handbok-sok"),
    path("handbok/<slug:page_id>", views.page, name="handbok-sidan"),
]
