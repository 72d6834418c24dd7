"""Addresses of the signing site. They exist on its host alone."""

from __future__ import annotations

from django.urls import path, re_path

from ouna.quorum import sign_views as views

urlpatterns = [
    path("", views.page, {"name": "sign.html"}, name="sign"),
    path("enrol", views.page, {"name": "sign.html"}, name="enrol"),
    path("look", views.page, {"name": "look.html"}, name="look"),
    re_path(r"^(?P<name>[a-z]+\.(?:mjs|css|svg))$", views.asset, name="asset"),
    path("ticket", views.ticket, name="ticket"),
    path("look/<str:token>", views.look, name="sealed"),
]
