"""Addresses for people at the counter."""

from django.urls import path

from tongban.desk.walkin import drafts, passing, promising, slips, views

urlpatterns = [
    path("", views.start, name="walkin"),
    path("slips/<str:number>/<uuid:document_id>/", slips.slip, name="slip"),
    path("labels/<str:number>/", slips.label, name="label"),
    path("<uuid:draft_id>/", drafts.draft, name="draft"),
    path("<uuid:draft_id>/answers/", drafts.answer, name="draft_answers"),
    path("<uuid:draft_id>/form/", drafts.fill, name="draft_form"),
    path("<uuid:draft_id>/check/", drafts.check, name="draft_check"),
    path("<uuid:draft_id>/papers/", drafts.receive_all, name="draft_papers"),
    path("<uuid:draft_id>/submission/", drafts.submit, name="draft_submit"),
    path("<uuid:draft_id>/discard/", drafts.discard, name="draft_discard"),
    path("<uuid:draft_id>/promise/", promising.promise, name="draft_promise"),
    path("<uuid:draft_id>/hand-over/", passing.hand_over, name="draft_pass_on"),
    path("<uuid:draft_id>/hand-over/call-off/", passing.call_off, name="draft_call_off"),
    path("<uuid:draft_id>/files/<int:file_id>/", drafts.file, name="draft_file"),
    path("<uuid:draft_id>/materials/<str:key>/", drafts.hand_in, name="draft_material"),
    path("<uuid:draft_id>/materials/<str:key>/back/", drafts.give_back, name="draft_back"),
]
