"""Django's name for this app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ouna.ui"
    label = "ui"
