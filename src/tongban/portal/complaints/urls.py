"""Addresses at which one asks or complains, and follows it."""

from django.urls import path

from tongban.portal.complaints import views

urlpatterns = [
    path("cases/<str:number>/complaint/", views.complain, name="complain"),
    path("me/complaints/", views.complaints, name="complaints"),
    path("me/complaints/<slug:serial>/", views.complaint, name="complaint"),
]
