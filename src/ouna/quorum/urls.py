"""Addresses of the trustees' desk and of their public page. The signing site has its own: `sign_urls`."""

from django.urls import path

from ouna.quorum import views

app_name = "quorum"
urlpatterns = [
    path("trustees/", views.public, name="public"),
    path("desk/trustees/", views.desk, name="desk"),
    path("desk/trustees/document/<str:ref>/", views.document, name="document"),
    path("desk/trustees/keys/", views.keys, name="keys"),
    path("desk/trustees/lost/", views.lost, name="lost"),
    path("desk/trustees/succession/", views.succession, name="succession"),
    path("desk/trustees/signers/", views.signers, name="signers"),
]
