"""Addresses of an application that is being filled in; the draft's id is in each."""

from django.urls import path

from tongban.portal.apply import check, filling, materials, promising, views

urlpatterns = [
    path("<uuid:draft>/", views.resume, name="draft"),
    path("<uuid:draft>/questions/", views.questions, name="draft_questions"),
    path("<uuid:draft>/materials/", materials.materials, name="draft_materials"),
    path("<uuid:draft>/materials/<slug:key>/files/", materials.attach, name="draft_attach"),
    path(
        "<uuid:draft>/materials/<slug:key>/files/<int:file>/remove/",
        materials.detach,
        name="draft_detach",
    ),
    path("<uuid:draft>/form/", filling.form, name="draft_form"),
    path("<uuid:draft>/form/parts/", filling.parts, name="draft_form_parts"),
    path("<uuid:draft>/check/", check.check, name="draft_check"),
    path("<uuid:draft>/submit/", check.submit, name="draft_submit"),
    path("<uuid:draft>/way/", promising.way, name="draft_way"),
    path("<uuid:draft>/gap/", promising.gap, name="draft_gap"),
    path("<uuid:draft>/discard/", views.discard, name="draft_discard"),
]
