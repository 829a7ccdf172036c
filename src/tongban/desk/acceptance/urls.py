"""Addresses of the special forms of acceptance."""

from django.urls import path

from tongban.desk.acceptance import agents, checking, views

urlpatterns = [
    path("cases/<str:number>/gap/", views.gap, name="gap"),
    path("cases/<str:number>/second-notice/", views.second_notice, name="second_notice"),
    path("cases/<str:number>/hand-over/", views.hand_over, name="pass_on"),
    path("cases/<str:number>/hand-over/call-off/", views.call_off, name="pass_on_call_off"),
    path("cases/<str:number>/referral/", views.refer, name="refer"),
    path("cases/<str:number>/promise-check/", checking.check, name="promise_check"),
    path(
        "cases/<str:number>/promise-check/files/<int:file_id>/",
        checking.file,
        name="promise_file",
    ),
    path("cases/<str:number>/revocation/", checking.revoke, name="promise_revoke"),
    path("cases/<str:number>/repair/<int:broken_id>/", checking.repair, name="promise_repair"),
    path("hand-overs/", views.hand_overs, name="hand_overs"),
    path("hand-overs/<int:hand_over_id>/", views.take_over, name="take_over"),
    path("second-notices/", views.second_notices, name="second_notices"),
    path("promises/", checking.promises, name="promises"),
    path("agents/", agents.agents, name="agents"),
    path("agents/new/", agents.new_consent, name="consent_new"),
    path("agents/<uuid:consent_id>/", agents.consent, name="consent"),
    path("agents/<uuid:consent_id>/begin/", agents.begin, name="consent_begin"),
    path("agents/<uuid:consent_id>/end/", agents.lay_down, name="consent_end"),
]
