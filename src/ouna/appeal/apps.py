"""Django's name for this app."""

from django.apps import AppConfig


class AppealConfig(AppConfig):
    """Name and label."""

    name = "ouna.appeal"
    label = "appeal"
