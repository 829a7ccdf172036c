"""Addresses of standing in and passing on."""

from django.urls import path

from tongban.desk.absence import passing, views

urlpatterns = [
    path("absence/", views.absence, name="absence"),
    path("absence/substitutions/", views.stand_in, name="stand_in"),
    path("absence/substitutions/<int:id>/end/", views.end, name="stand_in_end"),
    path("absence/transfer/", views.transfer, name="transfer"),
    path("tasks/<int:id>/pass/", passing.pass_on, name="task_pass"),
]
