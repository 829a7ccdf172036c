"""Addresses of the licence library."""

from django.urls import path

from tongban.desk.licences.library import acting, collecting, objecting, paper, stock, views

urlpatterns = [
    path("", views.library, name="licence_library"),
    path("collection/", collecting.batches, name="licence_batches"),
    path("collection/<int:batch_id>/", collecting.batch, name="licence_batch"),
    path("collection/<int:batch_id>/report.csv", collecting.report, name="licence_batch_csv"),
    path("stock/", stock.stock, name="licence_stock_own"),
    path("stock/<str:way>/", stock.stock, name="licence_stock"),
    path("paper/", paper.stock, name="licence_paper"),
    path("paper/sheets/", paper.sheet, name="licence_sheet"),
    path("paper/<str:move>/", paper.move, name="licence_paper_move"),
    path("objections/", objecting.objections, name="licence_objections"),
    path("objections/<int:objection_id>/", objecting.objection, name="licence_objection"),
    path("documents/<int:act_id>/", acting.document, name="licence_act_document"),
    path("waiting/<int:act_id>/", acting.call_off, name="licence_call_off"),
    path("<str:identifier>/", views.licence, name="licence_kept"),
    path("<str:identifier>/acts/<str:step>/", acting.act, name="licence_act"),
    path("<str:identifier>/grade/", acting.grade, name="licence_grade"),
    path("<str:identifier>/print/", acting.print_on_sheet, name="licence_print"),
]
