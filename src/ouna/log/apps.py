"""Django's name for this app."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "ouna.log"
    label = "log"
