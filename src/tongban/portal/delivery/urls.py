"""Addresses under /cases/<number>/result/."""

from django.urls import path

from tongban.portal.delivery import views

urlpatterns = [
    path("<str:number>/result/", views.choose, name="result_way"),
    path("<str:number>/result/proxy/", views.proxy, name="result_proxy"),
    path("<str:number>/result/proxy/<int:proxy_id>/", views.revoke, name="result_revoke"),
    path("<str:number>/result/code/", views.code, name="result_code"),
    path("<str:number>/result/received/", views.confirm, name="result_received"),
]
