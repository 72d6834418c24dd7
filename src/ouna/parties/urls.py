"""Addresses of accounts, roles, sections and personal data."""

from django.urls import path

from ouna.parties import views

app_name = "parties"
urlpatterns = [
    path("invited/<str:token>/", views.invited, name="invited"),
    path("desk/me/", views.me, name="me"),
    path("desk/admin/people/", views.people, name="people"),
    path("desk/admin/people/<str:ref>/", views.person_page, name="user"),
    path("desk/admin/sections/", views.sections, name="sections"),
    path("desk/admin/sections/<str:ref>/", views.section, name="section"),
    path("desk/admin/organisations/", views.organisations, name="organisations"),
    path("desk/admin/organisations/<str:ref>/", views.organisation, name="organisation"),
    path("desk/admin/data/", views.personal_data, name="data"),
    path("desk/admin/data/<str:ref>/", views.person_data, name="person"),
    path("desk/admin/data/<str:ref>/export.json", views.person_export, name="export"),
]
