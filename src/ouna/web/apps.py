"""Django's name for this app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ouna.web"
    label = "web"
