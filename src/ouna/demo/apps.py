"""Django's name for this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ouna.demo"
    label = "demo"
