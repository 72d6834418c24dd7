"""Addresses of requests and payments."""

from __future__ import annotations

from django.urls import path

from ouna.spending.views import asking, batch, cash, paying, public, showing

app_name = "spending"
urlpatterns = [
    path("spending/", public.spending, name="spending"),
    path("spending/papers/<str:ref>/", public.paper, name="paper"),
    path("spending/<str:ref>/", public.request_page, name="request"),
    path("desk/requests/", asking.requests, name="requests"),
    path("desk/requests/new/", asking.begin, name="begin"),
    path("desk/requests/papers/<str:ref>/", asking.paper_file, name="paper_file"),
    path("desk/requests/papers/<str:ref>/remove/", asking.paper_remove, name="paper_remove"),
    path("desk/requests/papers/<str:ref>/show/", showing.show, name="show"),
    path("desk/requests/payments/<str:ref>/proof/", showing.prove, name="prove"),
    path("desk/requests/alarms/<str:ref>/", showing.clear, name="clear"),
    path("desk/requests/<str:ref>/", asking.desk_request, name="desk_request"),
    path("desk/requests/<str:ref>/edit/", asking.edit, name="edit"),
    path("desk/requests/<str:ref>/papers/", asking.paper_add, name="paper_add"),
    path("desk/requests/<str:ref>/drop/", asking.drop, name="drop"),
    path("desk/requests/<str:ref>/check/", asking.look, name="look"),
    path("desk/requests/<str:ref>/comment/", asking.talk, name="talk"),
    path("desk/requests/<str:ref>/withdraw/", asking.withdraw, name="withdraw"),
    path("desk/requests/<str:ref>/thanks/", showing.thank, name="thank"),
    path("desk/payments/", paying.payments, name="payments"),
    path("desk/payments/batch/", batch.batch, name="batch"),
    path("desk/payments/<str:ref>/", paying.pay, name="pay"),
    path("desk/payments/<str:ref>/delay/", paying.delay, name="delay"),
    path("desk/payments/<str:ref>/names/", paying.check_names, name="check_names"),
    path("desk/payments/orders/<str:ref>/", paying.order, name="order"),
    path("desk/payments/orders/<str:ref>/file", paying.order_file, name="order_file"),
    path("desk/payments/orders/<str:ref>/sheet", paying.order_sheet, name="order_sheet"),
    path("desk/payments/orders/<str:ref>/count/", cash.count, name="count"),
    path("desk/payments/orders/<str:ref>/failed/", paying.failed, name="failed"),
]
