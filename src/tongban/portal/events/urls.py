"""Addresses under /events/: a life event (一件事) from its guide to its last result."""

from django.urls import path

from tongban.portal.events import applying, correcting, guiding, output, progress
from tongban.portal.rating import views as rating

urlpatterns = [
    path("<slug:key>/", guiding.guide, name="event_guide"),
    path("<slug:key>/begin/", guiding.begin, name="event_begin"),
    path("drafts/<uuid:draft>/", applying.resume, name="event_draft"),
    path("drafts/<uuid:draft>/questions/", applying.questions, name="event_questions"),
    path("drafts/<uuid:draft>/materials/", applying.materials, name="event_materials"),
    path("drafts/<uuid:draft>/materials/<slug:key>/", applying.attach, name="event_attach"),
    path(
        "drafts/<uuid:draft>/materials/<slug:key>/<int:file>/delete/",
        applying.detach,
        name="event_detach",
    ),
    path("drafts/<uuid:draft>/form/", applying.form, name="event_form"),
    path("drafts/<uuid:draft>/form/parts/", applying.parts, name="event_form_parts"),
    path("drafts/<uuid:draft>/check/", applying.check, name="event_check"),
    path("drafts/<uuid:draft>/submit/", applying.submit, name="event_submit"),
    path("drafts/<uuid:draft>/discard/", applying.discard, name="event_discard"),
    path("cases/<slug:number>/", progress.thing, name="event_case"),
    path("cases/<slug:number>/receipt/", progress.receipt, name="event_receipt"),
    path("cases/<slug:number>/supplement/", correcting.supplement, name="event_supplement"),
    path("cases/<slug:number>/supplement/<slug:key>/", correcting.bring, name="event_bring"),
    path("cases/<slug:number>/result/", output.choose, name="event_way"),
    path("cases/<slug:number>/early/", output.early, name="event_early"),
    path("cases/<slug:number>/rating/", rating.event_rating, name="event_rating"),
    path("cases/<slug:number>/rating/thanks/", rating.event_thanks, name="event_thanks"),
    path("cases/<slug:number>/rating/answer/", rating.event_answer, name="event_rating_answer"),
    path("cases/<slug:number>/withdraw/", correcting.withdraw, name="event_withdraw"),
    path("cases/<slug:number>/papers/<uuid:paper>/", progress.paper, name="event_paper"),
    path("cases/<slug:number>/papers/<uuid:paper>/sealed/", progress.sealed, name="event_sealed"),
    path("files/<slug:ref>/<int:file>/", progress.file, name="event_file"),
]
