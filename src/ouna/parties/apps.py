"""Django's name for this app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "ouna.parties"
    label = "parties"
