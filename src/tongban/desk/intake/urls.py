"""Addresses of a case at the counter."""

from django.urls import path

from tongban.desk.intake import notices, views

urlpatterns = [
    path("<str:number>/", views.case, name="case"),
    path("<str:number>/files/<int:file_id>/", views.file, name="file"),
    path("<str:number>/documents/<uuid:document_id>/", views.document, name="document"),
    path("<str:number>/documents/<uuid:document_id>/sealed/", views.sealed, name="sealed"),
    path("<str:number>/materials/<str:key>/licence/", views.licence, name="licence"),
    path("<str:number>/materials/<str:key>/check/", views.check, name="check"),
    path("<str:number>/materials/<str:key>/brought/", views.brought, name="brought"),
    path("<str:number>/applicant/", views.applicant, name="applicant"),
    path("<str:number>/precheck/", views.precheck, name="precheck"),
    path("<str:number>/acceptance/", views.accept, name="accept"),
    path("<str:number>/supplement/", views.supplement, name="supplement"),
    path("<str:number>/correction/", notices.ask, name="ask"),
    path("<str:number>/refusal/", notices.refuse, name="refuse"),
    path("<str:number>/withdrawal/", notices.withdraw, name="withdraw"),
]
