"""Addresses of one's own pages."""

from django.urls import path

from tongban.portal.me import agents, views

urlpatterns = [
    path("", views.me, name="me"),
    path("agents/", agents.agents, name="agents"),
    path("agents/<uuid:consent>/end/", agents.take_back, name="agent_end"),
]
