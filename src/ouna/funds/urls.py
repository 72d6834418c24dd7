"""Addresses of accounts, purposes and rates."""

from django.urls import path

from ouna.funds import views

app_name = "funds"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("desk/admin/purposes/", views.purposes, name="purposes"),
    path("desk/rates/", views.rates, name="rates"),
]
