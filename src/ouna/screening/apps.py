"""Django's name for this app."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Name and label."""

    name = "ouna.screening"
    label = "screening"
