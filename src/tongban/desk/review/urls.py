"""Addresses of a case under review."""

from django.urls import path

from tongban.desk.review import views

urlpatterns = [
    path("<str:number>/opinion/", views.opinion, name="opinion"),
    path("<str:number>/suspension/", views.suspend, name="suspend"),
    path("<str:number>/termination/", views.terminate, name="terminate"),
]
