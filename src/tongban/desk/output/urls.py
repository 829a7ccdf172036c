"""Addresses under /desk/output/."""

from django.urls import path

from tongban.desk.output import counter, views

urlpatterns = [
    path("", views.consignments, name="output"),
    path("find/", counter.find, name="output_find"),
    path("locker/", counter.locker, name="output_locker"),
    path("<str:number>/", views.consignment, name="output_one"),
    path("<str:number>/address/", views.address, name="output_address"),
    path("<str:number>/receipt/<uuid:document_id>/", counter.receipt, name="output_receipt"),
    path("<str:number>/<slug:step>/", views.act, name="output_act"),
]
