"""The addresses of the agreements. The pages about one stand before its text, whose address is any path."""

from django.urls import path

from samsyn_web.agreements import interview_views, views

urlpatterns = [
    path("ansvarskollen", interview_views.ask, name="ansvarskollen"),
    path("ansvarskollen/kvitto", interview_views.receipt, name="ansvarskollen-kvitto"),
    path("avtal", views.library, name="avtal"),
    path("avtal/<path:agreement>/tackning", views.coverage, name="avtal-tackning"),
    path("avtal/<path:agreement>/jamfor", views.compare, name="avtal-jamfor"),
    path("avtal/<path:agreement>/fynd", views.findings, name="avtal-fynd"),
    path("avtal/<path:agreement>/fall", views.cases, name="avtal-fall"),
    path("avtal/<path:agreement>", views.text, name="avtalstext"),
]
