"""Addresses of the demo; every view answers "not found" where the demo does not run."""

from django.urls import path

from ouna.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.show, name="tour"),
    path("demo/go/<slug:key>/", views.go, name="go"),
    path("demo/be/<slug:key>/", views.be, name="be"),
    path("demo/night/", views.night, name="night"),
    path("demo/files/<str:name>", views.file, name="file"),
    path("demo/phone/", views.phone, name="phone"),
    path("demo/check/", views.check, name="check"),
    path("demo/cheat/", views.cheat, name="cheat"),
]
