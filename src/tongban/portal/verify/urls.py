"""Addresses at which anybody checks a licence or a paper."""

from django.urls import path

from tongban.portal.verify import views

urlpatterns = [
    path("", views.verify, name="verify"),
    path("paper/<str:code>", views.paper),
    path("paper/<str:code>/", views.paper, name="verify_paper"),
]
