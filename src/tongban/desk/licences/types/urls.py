"""Addresses below /desk/licences/types/."""

from django.urls import path

from tongban.desk.licences.types import edits, steps, views

urlpatterns = [
    path("", views.types, name="licence_types"),
    path("new/", edits.new, name="licence_type_new"),
    path("preview/", edits.preview, name="licence_type_preview"),
    path("<slug:key>/", views.one, name="licence_type"),
    path("<slug:key>/edit/", edits.edit, name="licence_type_edit"),
    path("<slug:key>/discard/", steps.discard, name="licence_type_discard"),
    path("<slug:key>/publish/", steps.publish, name="licence_type_publish"),
    path("<slug:key>/retire/", steps.retire, name="licence_type_retire"),
    path("<slug:key>/<int:number>.png", views.picture, name="licence_type_picture"),
]
