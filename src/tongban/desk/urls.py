"""Addresses of the staff pages, journey by journey."""

from django.urls import include, path

app_name = "desk"
urlpatterns = [
    path("", include("tongban.desk.work.urls")),
    path("cases/", include("tongban.desk.intake.urls")),
    path("cases/", include("tongban.desk.review.urls")),
    path("", include("tongban.desk.acceptance.urls")),
    path("", include("tongban.desk.clock.urls")),
    path("events/", include("tongban.desk.bundles.urls")),
    path("people/", include("tongban.desk.people.urls")),
    path("walkin/", include("tongban.desk.walkin.urls")),
    path("output/", include("tongban.desk.output.urls")),
    path("", include("tongban.desk.processes.urls")),
    path("", include("tongban.desk.absence.urls")),
    path("offices/", include("tongban.desk.offices.urls")),
    path("messages/", include("tongban.desk.messages.urls")),
    path("archives/", include("tongban.desk.archives.urls")),
    path("licences/", include("tongban.desk.licences.urls")),
    path("seals/", include("tongban.desk.seals.urls")),
    path("", include("tongban.desk.supervision.urls")),
    path("exchange/", include("tongban.desk.exchange.urls")),
    path("", include("tongban.desk.operate.urls")),
]
