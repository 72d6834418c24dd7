"""Django's name for this app."""

from django.apps import AppConfig


class SpendingConfig(AppConfig):
    """Name and label."""

    name = "ouna.spending"
    label = "spending"
