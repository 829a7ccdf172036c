"""Addresses under /desk/events/."""

from django.urls import path

from tongban.desk.bundles import views

urlpatterns = [
    path("", views.at_work, name="events"),
    path("<slug:number>/", views.thing, name="event"),
    path("<slug:number>/materials/<slug:key>/", views.check, name="event_check"),
    path("<slug:number>/accept/", views.accept, name="event_accept"),
    path("<slug:number>/ask/", views.ask, name="event_ask"),
    path("<slug:number>/refuse/", views.refuse, name="event_refuse"),
    path("<slug:number>/papers/<uuid:paper>/", views.paper, name="event_paper"),
    path("<slug:number>/files/<int:file>/", views.file, name="event_file"),
]
