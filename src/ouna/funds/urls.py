"""Addresses of accounts."""

from django.urls import path

from ouna.funds import views

app_name = "funds"
urlpatterns = [path("account/", views.account, name="account")]
