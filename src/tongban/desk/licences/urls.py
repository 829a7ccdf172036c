"""Addresses below /desk/licences/."""

from django.urls import include, path

urlpatterns = [
    path("types/", include("tongban.desk.licences.types.urls")),
    path("uses/", include("tongban.desk.licences.uses.urls")),
    path("", include("tongban.desk.licences.library.urls")),
]
