"""Addresses for operators."""

from django.urls import path

from tongban.desk.operate import clients, views

urlpatterns = [
    path("failures/", views.failures, name="failures"),
    path("failures/<int:delivery_id>/", views.renew, name="renew"),
    path("clients/", clients.clients, name="clients"),
    path("clients/new/", clients.register, name="client_new"),
    path("clients/<slug:key>/secret/", clients.renew_secret, name="client_secret"),
    path("clients/<slug:key>/close/", clients.close, name="client_close"),
]
