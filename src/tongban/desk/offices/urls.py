"""Addresses of departments."""

from django.urls import path

from tongban.desk.offices import views

urlpatterns = [
    path("", views.offices, name="offices"),
    path("<str:key>/", views.office, name="office"),
    path("<str:key>/name/", views.rename, name="office_rename"),
    path("<str:key>/name/drop/", views.keep_name, name="office_keep_name"),
    path("<str:key>/merge/", views.merge, name="office_merge"),
]
