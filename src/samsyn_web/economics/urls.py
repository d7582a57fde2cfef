"""The pages of the money."""

from django.urls import path

from samsyn_web.economics import (
    assumption_pages,
    frame_pages,
    home_pages,
    liability_pages,
    payment_pages,
    scenario_pages,
    views,
    visit_pages,
)

urlpatterns = [
    path("ekonomi", views.overview, name="ekonomi"),
    path("ekonomi/omraknat", views.reproduced, name="ekonomi-omraknat"),
    path("ekonomi/prognos", views.coming_years, name="ekonomi-prognos"),
    path("ekonomi/utbetalningar", payment_pages.year, name="ekonomi-utbetalningar"),
    path("ekonomi/utbetalningar/faststall", payment_pages.decide, name="ekonomi-faststall"),
    path("ekonomi/utbetalningar/bokfor", payment_pages.post_month, name="ekonomi-bokfor"),
    path("ekonomi/utbetalningar/<slug:who>", payment_pages.party, name="ekonomi-kommun"),
    path("ekonomi/utbetalningar/<slug:who>/ratta", payment_pages.correct, name="ekonomi-ratta"),
    path(
        "ekonomi/utbetalningar/<slug:who>/kontoutdrag.<slug:form>", payment_pages.statement, name="ekonomi-kontoutdrag"
    ),
    path("ekonomi/gemensamt", scenario_pages.shared, name="ekonomi-gemensamt"),
    path("ekonomi/tank-om", scenario_pages.scenario, name="ekonomi-tank-om"),
    path("ekonomi/besok", visit_pages.visits, name="ekonomi-besok"),
    path("ekonomi/besok/avrakna", visit_pages.settle, name="ekonomi-besok-avrakna"),
    path("ekonomi/sarskilt-boende", home_pages.year, name="ekonomi-sabo"),
    path("ekonomi/betalningsansvar", liability_pages.month, name="ekonomi-betalningsansvar"),
    path("ekonomi/ramen", frame_pages.frame, name="ekonomi-ramen"),
    path("ekonomi/ramen/bokfor", frame_pages.book, name="ekonomi-ramen-bokfor"),
    path("ekonomi/antaganden", assumption_pages.every, name="ekonomi-antaganden"),
    path("ekonomi/antaganden/<slug:key>", assumption_pages.one, name="ekonomi-antagande"),
]
