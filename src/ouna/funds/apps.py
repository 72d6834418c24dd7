"""Django's name for this app."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "ouna.funds"
    label = "funds"
