"""Django's name for this app."""

from django.apps import AppConfig


class PactConfig(AppConfig):
    """Name and label."""

    name = "ouna.pact"
    label = "pact"
