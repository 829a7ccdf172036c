"""Addresses under /desk/seals/."""

from django.urls import path

from tongban.desk.seals import acts, applying, orders, statements, views

urlpatterns = [
    path("", views.seals, name="seals"),
    path("apply/", applying.apply, name="seal_apply"),
    path("look/", applying.look, name="seal_look"),
    path("preview/", applying.preview, name="seal_preview"),
    path("orders/", orders.orders, name="seal_orders"),
    path("orders/seal/", orders.seal_ticked, name="seal_ticked"),
    path("orders/<uuid:order_id>/face/", orders.face, name="seal_face"),
    path("orders/<uuid:order_id>/document/", orders.document, name="seal_document"),
    path("orders/<uuid:order_id>/withdraw/", orders.withdraw, name="seal_order_withdraw"),
    path("impressions/<str:impression_id>/", orders.sealed_document, name="sealed_document"),
    path("<str:code>/", views.seal, name="seal"),
    path("<str:code>/picture/", views.picture, name="seal_picture"),
    path("<str:code>/requests/<str:which>/", views.request_file, name="seal_request"),
    path("<str:code>/order/", orders.order, name="seal_order"),
    path("<str:code>/statement/", statements.statement, name="seal_statement"),
    path("<str:code>/statement/signed/", statements.signed, name="seal_statement_signed"),
    path("<str:code>/withdraw/<int:authorisation_id>/", acts.withdraw, name="seal_withdraw"),
    path("<str:code>/<str:name>/", acts.act, name="seal_act"),
]
