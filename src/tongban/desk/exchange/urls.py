"""Addresses under /desk/exchange/."""

from django.urls import path

from tongban.desk.exchange import balance, webhooks

urlpatterns = [
    path("", webhooks.webhooks, name="exchange"),
    path("balance/", balance.day, name="balance"),
    path("<uuid:webhook_id>/", webhooks.webhook, name="webhook"),
    path("<uuid:webhook_id>/pause/", webhooks.pause, name="webhook_pause"),
    path("<uuid:webhook_id>/resume/", webhooks.resume, name="webhook_resume"),
    path("<uuid:webhook_id>/replay/", webhooks.replay, name="webhook_replay"),
]
