"""Addresses of the messages of staff."""

from django.urls import path

from tongban.desk.messages import views

urlpatterns = [
    path("", views.messages, name="messages"),
    path("read/", views.mark_all_read, name="messages_read"),
    path("<uuid:message>/read/", views.mark_read, name="message_read"),
]
