"""Addresses of these pages."""

from django.urls import path

from tongban.desk.licences.uses import objections, views

urlpatterns = [
    path("", views.uses, name="uses"),
    path("scan/", views.scan, name="use_scan"),
    path("new/", views.by_law, name="use_by_law"),
    path("number/", views.by_number, name="use_by_number"),
    path("<uuid:use_id>/", views.used, name="use"),
    path("<uuid:use_id>/file/", views.copy, name="use_file"),
    path("objections/", objections.objections, name="look_objections"),
    path("objections/<uuid:objection_id>/", objections.objection, name="look_objection"),
]
