"""Addresses at which a concluded case is rated."""

from django.urls import path

from tongban.portal.rating import views

urlpatterns = [
    path("<str:number>/rating/", views.rating, name="rating"),
    path("<str:number>/rating/thanks/", views.thanks, name="rating_thanks"),
    path("<str:number>/rating/answer/", views.answer, name="rating_answer"),
]
