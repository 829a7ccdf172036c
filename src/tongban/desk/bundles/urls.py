"""Addresses under /desk/events/."""

from django.urls import path

from tongban.desk.bundles import views, walkin

urlpatterns = [
    path("", views.at_work, name="events"),
    path("new/", walkin.start, name="event_start"),
    path("drafts/<uuid:draft_id>/", walkin.draft, name="event_draft"),
    path("drafts/<uuid:draft_id>/answers/", walkin.answer, name="event_answers"),
    path("drafts/<uuid:draft_id>/form/", walkin.fill, name="event_form"),
    path("drafts/<uuid:draft_id>/papers/", walkin.receive_all, name="event_papers"),
    path("drafts/<uuid:draft_id>/materials/<slug:key>/", walkin.hand_in, name="event_material"),
    path("drafts/<uuid:draft_id>/materials/<slug:key>/back/", walkin.give_back, name="event_back"),
    path("drafts/<uuid:draft_id>/files/<int:file>/", walkin.file, name="event_draft_file"),
    path("drafts/<uuid:draft_id>/submission/", walkin.submit, name="event_submit"),
    path("drafts/<uuid:draft_id>/discard/", walkin.discard, name="event_discard"),
    path("<slug:number>/", views.thing, name="event"),
    path("<slug:number>/materials/<slug:key>/", views.check, name="event_check"),
    path("<slug:number>/accept/", views.accept, name="event_accept"),
    path("<slug:number>/ask/", views.ask, name="event_ask"),
    path("<slug:number>/refuse/", views.refuse, name="event_refuse"),
    path("<slug:number>/papers/<uuid:paper>/", views.paper, name="event_paper"),
    path("<slug:number>/papers/<uuid:paper>/sealed/", views.sealed, name="event_sealed"),
    path("<slug:number>/files/<int:file>/", views.file, name="event_file"),
]
