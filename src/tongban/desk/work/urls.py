"""Addresses of the work list."""

from django.urls import path

from tongban.desk.review import batch
from tongban.desk.work import holding, notes, views

urlpatterns = [
    path("", views.work_list, name="work"),
    path("search/", views.search, name="work_search"),
    path("batch/", batch.batch, name="batch"),
    path("find/", views.find, name="find"),
    path("notes/<str:case_ref>/<str:form>/", notes.note, name="note"),
    path("tasks/claim/", holding.claim, name="task_claim"),
    path("tasks/back/", holding.hand_back, name="task_back"),
    path("tasks/assignment/", holding.assign, name="task_assign"),
]
