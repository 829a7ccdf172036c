"""Addresses of the work list."""

from django.urls import path

from tongban.desk.work import holding, views

urlpatterns = [
    path("", views.work_list, name="work"),
    path("search/", views.search, name="work_search"),
    path("find/", views.find, name="find"),
    path("tasks/claim/", holding.claim, name="task_claim"),
    path("tasks/back/", holding.hand_back, name="task_back"),
    path("tasks/assignment/", holding.assign, name="task_assign"),
]
