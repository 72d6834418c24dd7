"""Django's name for this app."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "ouna.campaign"
    label = "campaign"
