"""Signing in and out, accounts, choosing a role, confirming, breaking the glass, consent and spärr."""

from django.urls import path

from samsyn_web.access import account_pages, oidc, views

urlpatterns = [
    path("logga-in", views.sign_in, name="logga-in"),
    path("logga-in/kod", views.second_factor, name="logga-in-kod"),
    path("logga-in/demo", views.sign_in_to_demo, name="logga-in-demo"),
    path("logga-in/organisation", oidc.begin, name="oidc_authentication_init"),
    path("logga-in/organisation/svar", oidc.come_back, name="oidc_authentication_callback"),
    path("logga-ut", views.sign_out, name="logga-ut"),
    path("valj-roll", views.choose_role, name="valj-roll"),
    path("byt-uppdrag", views.choose_role, name="byt-uppdrag"),
    path("losenord", account_pages.own_password, name="losenord"),
    path("konton", account_pages.search, name="konton"),
    path("konton/<int:number>", account_pages.one, name="konto"),
    path("konton/<int:number>/epost", account_pages.mail_address, name="konto-epost"),
    path("bekrafta-skyddad", views.confirm_protected, name="bekrafta-skyddad"),
    path("nodoppna/<uuid:person_id>", views.break_the_glass, name="nodoppna"),
    path("person/<uuid:person_id>/samtycke", views.consents, name="samtycke"),
    path("person/<uuid:person_id>/sparr", views.blocks, name="sparr"),
]
