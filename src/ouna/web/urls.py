"""All addresses. Each app brings its own, written out in full."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/mfa/", include("allauth.mfa.urls")),
]
for app in ("ui", "parties", "campaign", "funds", "donations", "treasury", "demo"):
    if find_spec(f"ouna.{app}.urls"):
        urlpatterns.append(path("", include(f"ouna.{app}.urls")))
