"""Addresses of supervision."""

from django.urls import path

from tongban.desk.supervision import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/cases/", views.cases_behind, name="board_cases"),
    path("board/cases/<str:number>/", views.trail, name="board_case"),
    path("board/warnings/", views.warnings, name="warnings"),
    path("ratings/", views.ratings, name="ratings"),
]
