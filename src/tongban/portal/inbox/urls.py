"""Addresses of the inbox."""

from django.urls import path

from tongban.portal.inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<uuid:message>/", views.message, name="message"),
    path("<uuid:message>/read/", views.mark_read, name="message_read"),
]
