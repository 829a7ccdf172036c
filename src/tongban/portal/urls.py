"""Addresses of the citizen pages, journey by journey."""

from django.urls import include, path

app_name = "portal"
urlpatterns = [
    path("", include("tongban.portal.home.urls")),
    path("apply/", include("tongban.portal.apply.urls")),
    path("events/", include("tongban.portal.events.urls")),
    path("", include("tongban.portal.complaints.urls")),
    path("cases/", include("tongban.portal.cases.urls")),
    path("cases/", include("tongban.portal.delivery.urls")),
    path("cases/", include("tongban.portal.rating.urls")),
    path("", include("tongban.portal.licences.urls")),
    path("messages/", include("tongban.portal.inbox.urls")),
    path("verify/", include("tongban.portal.verify.urls")),
    path("me/", include("tongban.portal.me.urls")),
]
