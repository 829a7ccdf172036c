"""Addresses of supervision."""

from django.urls import path

from tongban.desk.supervision import cards, figures, orders, records, rulepages, views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/cases/", views.cases_behind, name="board_cases"),
    path("board/cases/<str:number>/", views.trail, name="board_case"),
    path("board/figures/", figures.figures, name="figures"),
    path("board/figures.<slug:kind>", figures.figures_file, name="figures_file"),
    path("board/records.<slug:kind>", records.records, name="records"),
    path("board/warnings/", cards.cards, name="warnings"),
    path("board/warnings/<slug:serial>/", cards.card, name="card"),
    path("board/warnings/<slug:serial>/answer/", cards.answer, name="card_answer"),
    path("board/warnings/<slug:serial>/review/", cards.review, name="card_review"),
    path("board/warnings/<slug:serial>/write-off/", cards.write_off, name="card_write_off"),
    path("board/warnings/<slug:serial>/order/", cards.order, name="card_order"),
    path("board/orders/", orders.orders, name="orders"),
    path("board/orders/<slug:number>/", orders.order, name="order"),
    path("board/orders/<slug:number>/reply/", orders.reply, name="order_reply"),
    path("board/orders/<slug:number>/return/", orders.send_back, name="order_return"),
    path("board/orders/<slug:number>/close/", orders.close, name="order_close"),
    path("board/orders/<slug:number>/<slug:kind>.pdf", orders.letter, name="order_letter"),
    path("board/rules/", rulepages.rules, name="rules"),
    path("board/rules/new/", rulepages.rule, name="rule_new"),
    path("board/rules/<slug:code>/<slug:light>/", rulepages.rule, name="rule"),
    path("board/rules/<slug:code>/<slug:light>/publish/", rulepages.publish, name="rule_publish"),
    path("board/rules/<slug:code>/<slug:light>/discard/", rulepages.discard, name="rule_discard"),
    path("ratings/", views.ratings, name="ratings"),
]
