"""Django's name for this app."""

from django.apps import AppConfig


class DonationsConfig(AppConfig):
    """Name and label."""

    name = "ouna.donations"
    label = "donations"
