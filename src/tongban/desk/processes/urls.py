"""Addresses of drawings and decision tables."""

from django.urls import path

from tongban.desk.processes import cases, changing, moving, views

urlpatterns = [
    path("processes/", views.kinds, name="processes"),
    path("processes/import/", changing.bring_in, name="process_import"),
    path("processes/<int:id>/", views.one, name="process"),
    path("processes/<int:id>/file/", views.file, name="process_file"),
    path("processes/<int:id>/publish/", changing.publish, name="process_publish"),
    path("processes/<int:id>/discard/", changing.discard, name="process_discard"),
    path("processes/<int:id>/retire/", changing.retire, name="process_retire"),
    path("processes/<int:id>/move/", moving.preview, name="process_move"),
    path("processes/moves/<int:id>/", moving.one, name="process_moved"),
    path("processes/moves/<int:id>/undo/", moving.undo, name="process_undo"),
    path("cases/<str:number>/drawing/", cases.drawing, name="case_drawing"),
    path("cases/<str:number>/departments/", cases.choose, name="case_departments"),
    path("cases/<str:number>/advice/", cases.consult, name="case_consult"),
    path("cases/<str:number>/advice/<int:id>/", cases.answer, name="case_advice"),
    path("cases/<str:number>/advice/<int:id>/recall/", cases.recall, name="case_recall"),
]
