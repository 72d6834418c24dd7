"""Addresses of the name checks' desk, and of the public page of their lists."""

from django.urls import path

from ouna.screening import views

app_name = "screening"
urlpatterns = [
    path("lists/", views.public_lists, name="public"),
    path("desk/screening/", views.desk, name="desk"),
    path("desk/screening/hits/<str:ref>/", views.hit, name="hit"),
    path("desk/screening/lists/", views.lists, name="lists"),
    path("desk/screening/lists/<str:ref>/", views.name_list, name="list"),
    path("desk/screening/try/", views.try_name, name="try"),
    path("desk/screening/limits/", views.set_limits, name="limits"),
]
