"""Addresses under /desk/archives/."""

from django.urls import path

from tongban.desk.archives import restored, views

urlpatterns = [
    path("", views.archives, name="archives"),
    path("lists/", views.lists, name="archive_lists"),
    path("lists/<str:number>/", views.decide, name="archive_list"),
    path("restored/<str:number>/", restored.restored, name="archive_restored"),
    path("<str:number>/", views.archive, name="archive"),
    path("<str:number>/check/", views.check, name="archive_check"),
    path("<str:number>/package/", views.package, name="archive_package"),
    path("<str:number>/restore/", views.restore, name="archive_restore"),
]
