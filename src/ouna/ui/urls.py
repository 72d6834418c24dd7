"""The gallery's address; the root includes this file at the top."""

from django.urls import path

from ouna.ui import views

app_name = "ui"
urlpatterns = [path("desk/components/", views.components, name="components")]
