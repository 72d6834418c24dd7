"""Django's name for this app."""

from django.apps import AppConfig


class QuorumConfig(AppConfig):
    """Name and label."""

    name = "ouna.quorum"
    label = "quorum"
