"""Addresses under /desk/people/."""

from django.urls import path

from tongban.desk.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("<int:account_id>/confirm/", views.confirm, name="account_confirm"),
    path("<int:account_id>/password/", views.reset_password, name="account_password"),
    path("<int:account_id>/release/", views.release, name="account_release"),
]
