"""Django's name for this app."""

from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "ouna.donations"
    label = "donations"
