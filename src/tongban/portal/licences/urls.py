"""Addresses of one's own licences and of the data footprint."""

from django.urls import path

from tongban.portal.licences import views

urlpatterns = [
    path("licences/", views.my_licences, name="my_licences"),
    path("licences/<str:identifier>/", views.licence, name="licence"),
    path("licences/<str:identifier>/preview/", views.preview, name="licence_preview"),
    path("licences/<str:identifier>/file/", views.download, name="licence_file"),
    path("footprint/", views.footprint, name="footprint"),
]
