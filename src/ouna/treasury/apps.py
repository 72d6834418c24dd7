"""Django's name for this app."""

from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "ouna.treasury"
    label = "treasury"
