"""Addresses of a campaign's desk."""

from django.urls import path

from ouna.campaign import views

app_name = "campaign"
urlpatterns = [
    path("desk/admin/campaign/", views.frame, name="frame"),
    path("desk/admin/campaign/texts/<str:lang>/", views.texts, name="texts"),
    path("desk/partner/texts/", views.check_texts, name="check"),
]
