"""Addresses under /accounts/: of allauth only what is used."""

from allauth.account import views as allauth
from django.urls import path

from tongban.portal.accounts import views

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("staff/login/", views.staff_login, name="staff_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("signup/", allauth.signup, name="account_signup"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("acting/", views.acting, name="acting"),
]
