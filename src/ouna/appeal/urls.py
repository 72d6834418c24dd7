"""Addresses of the appeal."""

from django.urls import path

from ouna.appeal.signing_urls import signing
from ouna.appeal.views import desk, texts

app_name = "appeal"
urlpatterns = [
    path("appeal/", texts.page, name="page"),
    path("appeal/in/<str:lang>/", texts.page, name="page_in"),
    path("appeal/appeal-<str:lang>.pdf", texts.paper, name="paper"),
    path("appeal/versions/<int:number>/", texts.page, name="version"),
    path("appeal/versions/<int:number>/in/<str:lang>/", texts.page, name="version_in"),
    path("appeal/versions/<int:number>/changes/", texts.changes, name="changes"),
    path("appeal/versions/<int:number>/changes/in/<str:lang>/", texts.changes, name="changes_in"),
    *signing,
    path("desk/appeal/", desk.desk, name="desk"),
    path("desk/appeal/check/<str:lang>/", desk.check, name="check"),
    path("desk/appeal/<int:number>/languages/", desk.languages, name="languages"),
    path("desk/appeal/<int:number>/publish/", desk.publish, name="publish"),
    path("desk/appeal/<int:number>/in/<str:lang>/", desk.write, name="write"),
]
