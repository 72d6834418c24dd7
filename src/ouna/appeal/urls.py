"""Addresses of the appeal."""

from django.urls import URLPattern

app_name = "appeal"
urlpatterns: list[URLPattern] = []
