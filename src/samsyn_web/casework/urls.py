"""The addresses of the daily work."""

from django.urls import path

from samsyn_web.casework import act_pages, feedback, person_pages, plan_document, units, views, wrong_rows

urlpatterns = [
    path("", views.start, name="start"),
    path("ring", views.call, name="ring"),
    path("ring/kort", views.call_card, name="ringkort"),
    path("fall", views.cases, name="fall"),
    path("fall/<uuid:case_id>", views.case, name="fallet"),
    path("fall/<uuid:case_id>/utskrift", views.case_on_paper, name="fall-utskrift"),
    path("fall/<uuid:case_id>/plan.pdf", plan_document.as_pdf, name="plan-pdf"),
    path("fall/<uuid:case_id>/gor/<slug:act_id>", act_pages.do, name="handling"),
    path("sok", views.search, name="sok"),
    path("person/ny", person_pages.register, name="person-ny"),
    path("person/<uuid:person_id>", views.person, name="person"),
    path("person/<uuid:person_id>/andra", person_pages.change, name="person-andra"),
    path("person/<uuid:person_id>/nummer", person_pages.change_number, name="person-nummer"),
    path("person/<uuid:person_id>/avliden", person_pages.death, name="person-avliden"),
    path("person/<uuid:person_id>/nytt/<slug:process_id>/<slug:act_id>", act_pages.open_new, name="nytt-fall"),
    path("enhet", views.own_unit, name="enhet"),
    path("enheter", views.units, name="enheter"),
    path("enheter/<str:hsa_id>", views.unit, name="enheten"),
    path("enheter/<str:hsa_id>/andra", units.edit, name="enheten-andra"),
    path("enheter/<str:hsa_id>/nummer/nytt", units.way_new, name="kontaktvag-ny"),
    path("enheter/<str:hsa_id>/nummer/<int:way_id>", units.way_change, name="kontaktvag-andra"),
    path("enheter/<str:hsa_id>/nummer/<int:way_id>/bekrafta", units.way_confirm, name="kontaktvag-bekrafta"),
    path("enheter/<str:hsa_id>/nummer/<int:way_id>/ta-bort", units.way_end, name="kontaktvag-avsluta"),
    path("enheter/<str:hsa_id>/jour/nytt", units.shift_new, name="jourpass-nytt"),
    path("enheter/<str:hsa_id>/jour/<int:shift_id>", units.shift_change, name="jourpass-andra"),
    path("enheter/<str:hsa_id>/jour/<int:shift_id>/ta-bort", units.shift_remove, name="jourpass-ta-bort"),
    path("reservrutin", views.when_down, name="reservrutin"),
    path("tillganglighet", feedback.accessibility, name="tillganglighet"),
    path("aterkoppling", feedback.received, name="aterkoppling"),
    path("berorda-fall", wrong_rows.show, name="berorda-fall"),
    path("handbok", views.handbook, name="handbok"),
]
