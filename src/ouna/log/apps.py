"""Django's name for this app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LogConfig(AppConfig):
    name = "ouna.log"
    label = "log"

    def ready(self) -> None:
        """Install the triggers after every migration: the one thing a signal is right for."""
        from ouna.log import triggers

        post_migrate.connect(triggers.install, sender=self, dispatch_uid="ouna.log.triggers")
