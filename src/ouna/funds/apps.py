"""Django's name for this app."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Name and label."""

    name = "ouna.funds"
    label = "funds"
