"""Addresses of what moves a clock, and of the calendar."""

from django.urls import path

from tongban.desk.clock import calendar, views

urlpatterns = [
    path("cases/<str:number>/extension/", views.ask, name="extension_ask"),
    path("cases/<str:number>/extension/decision/", views.decide, name="extension_decide"),
    path("cases/<str:number>/procedure/end/", views.end, name="procedure_end"),
    path("cases/<str:number>/procedure/<int:stop>/", views.evidence, name="procedure_evidence"),
    path("cases/<str:number>/moved/<int:consequence>/", views.review, name="moved_review"),
    path("calendar/", calendar.changes, name="calendar"),
    path("calendar/schedule/", calendar.schedule, name="calendar_schedule"),
    path("calendar/closure/", calendar.closure, name="calendar_closure"),
    path("calendar/<int:change>/", calendar.change, name="calendar_change"),
]
