"""Addresses of the pact."""

from django.urls import path

from ouna.pact import views

app_name = "pact"
urlpatterns = [
    path("pact/", views.page, name="page"),
    path("desk/pact/", views.desk, name="desk"),
    path("desk/pact/checklist/", views.checklist, name="checklist"),
    path("desk/pact/closing/", views.closing, name="closing"),
    path("desk/pact/start/", views.start, name="start"),
    path("desk/pact/commitments/new/", views.new_commitment, name="commitment_new"),
    path("desk/pact/commitments/<str:ref>/", views.commitment, name="commitment"),
    path("desk/pact/texts/", views.texts, name="texts"),
    path("desk/pact/texts/<str:lang>/", views.text, name="text"),
]
