"""Addresses of the work list."""

from django.urls import path

from tongban.desk.work import views

urlpatterns = [
    path("", views.work_list, name="work"),
    path("find/", views.find, name="find"),
]
