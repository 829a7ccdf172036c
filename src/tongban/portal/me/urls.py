"""Address of one's own page."""

from django.urls import path

from tongban.portal.me import views

urlpatterns = [path("", views.me, name="me")]
