"""The addresses of the daily work."""

from django.urls import path

from samsyn_web.casework import act_pages, views

urlpatterns = [
    path("", views.start, name="start"),
    path("ring", views.call, name="ring"),
    path("ring/kort", views.call_card, name="ringkort"),
    path("fall", views.cases, name="fall"),
    path("fall/<uuid:case_id>", views.case, name="fallet"),
    path("fall/<uuid:case_id>/utskrift", views.case_on_paper, name="fall-utskrift"),
    path("fall/<uuid:case_id>/gor/<slug:act_id>", act_pages.do, name="handling"),
    path("sok", views.search, name="sok"),
    path("person/<uuid:person_id>", views.person, name="person"),
    path("person/<uuid:person_id>/nytt/<slug:process_id>/<slug:act_id>", act_pages.open_new, name="nytt-fall"),
    path("enhet", views.own_unit, name="enhet"),
    path("enheter", views.units, name="enheter"),
    path("enheter/<str:hsa_id>", views.unit, name="enheten"),
    path("reservrutin", views.when_down, name="reservrutin"),
    path("tillganglighet", views.accessibility, name="tillganglighet"),
    path("handbok", views.handbook, name="handbok"),
]
