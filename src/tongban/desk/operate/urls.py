"""Addresses for operators."""

from django.urls import path

from tongban.desk.operate import views

urlpatterns = [
    path("failures/", views.failures, name="failures"),
    path("failures/<int:delivery_id>/", views.renew, name="renew"),
]
