"""Addresses of one's own cases."""

from django.urls import path

from tongban.portal.cases import acting, ordered, supplement, views

urlpatterns = [
    path("", views.my_cases, name="my_cases"),
    path("<str:number>/", views.case, name="case"),
    path("<str:number>/receipt/", views.receipt, name="receipt"),
    path("<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:number>/supplement/", supplement.supplement, name="supplement"),
    path("<str:number>/supplement/<slug:key>/files/", supplement.bring, name="supplement_bring"),
    path("<str:number>/gap/", acting.promise_gap, name="promise_gap"),
    path("<str:number>/promise/", acting.take_back_promise, name="promise_take_back"),
    path("<str:number>/order/", ordered.ordered, name="ordered"),
    path("<str:number>/order/files/<int:file>/", ordered.file, name="ordered_file"),
    path("<str:number>/order/files/<int:file>/drop/", ordered.drop, name="ordered_drop"),
    path("<str:number>/consents/<uuid:consent>/", acting.end_consent, name="consent_end"),
    path("<str:number>/documents/<uuid:document>/", views.document, name="case_document"),
    path("<str:number>/documents/<uuid:document>/sealed/", views.sealed, name="case_sealed"),
    path("<str:ref>/files/<int:file>/", views.file, name="case_file"),
]
