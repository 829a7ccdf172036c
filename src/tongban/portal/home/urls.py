"""Addresses of the front page, the search, the guides and the life events."""

from django.urls import path

from tongban.portal.home import guides, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("items/<slug:key>/", guides.guide, name="guide"),
    path("items/<slug:key>/apply/", guides.begin, name="begin"),
    path("life-events/", views.life_events, name="life_events"),
    path("life-events/<slug:key>/", views.life_event, name="life_event"),
]
