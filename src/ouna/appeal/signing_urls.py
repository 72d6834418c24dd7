"""Addresses of signing and of the list."""

from django.urls import path

from ouna.appeal.views import list as listing
from ouna.appeal.views import moderate, sign

#: Put into `urls` with those of the texts.
signing = [
    path("appeal/sign/", sign.sign, name="sign"),
    path("appeal/sign/sent/", sign.sent, name="sent"),
    path("appeal/support/", sign.support_page, name="support"),
    path("appeal/again/", sign.again, name="again"),
    path("appeal/link/<str:token>/", sign.link, name="link"),
    path("appeal/signatories/", listing.signatories, name="signatories"),
    path("appeal/signatories.csv", listing.as_csv, name="signatories_csv"),
    path("appeal/signatories.json", listing.as_json, name="signatories_json"),
    path("appeal/signatories/embedded/", listing.embedded, name="embedded"),
    path("appeal/signatories/<str:ref>/", listing.signatory, name="signatory"),
    path("appeal/signatories/<str:ref>/proof", listing.signatory_proof, name="signatory_proof"),
    path("desk/signatories/", moderate.applications, name="applications"),
    path("desk/signatories/<str:ref>/", moderate.application, name="application"),
]
