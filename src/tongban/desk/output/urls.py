"""Addresses under /desk/output/."""

from django.urls import path

from tongban.desk.output import views

urlpatterns = [
    path("", views.consignments, name="output"),
    path("locker/", views.locker, name="output_locker"),
    path("<str:number>/", views.consignment, name="output_one"),
    path("<str:number>/address/", views.address, name="output_address"),
    path("<str:number>/<slug:step>/", views.act, name="output_act"),
]
