"""All addresses."""

from django.urls import include, path

from tongban.base.web import elder
from tongban.project import health
from tongban.project.api import api

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("elder/", elder.switch, name="elder"),
    path("api/v1/", api.urls),
    path("accounts/", include("tongban.portal.accounts.urls")),
    path("desk/", include("tongban.desk.urls")),
    path("", include("tongban.portal.urls")),
]
handler400 = "tongban.project.errors.bad_request"
handler403 = "tongban.project.errors.forbidden"
handler404 = "tongban.project.errors.not_found"
handler500 = "tongban.project.errors.broken"
