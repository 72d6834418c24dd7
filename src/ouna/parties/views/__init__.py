"""Pages about accounts, roles, sections and personal data."""

from ouna.parties.views.accounts import invited, me, people, person_page
from ouna.parties.views.data import person_data, person_export, personal_data
from ouna.parties.views.frame import organisation, organisations, section, sections

__all__ = [
    "invited",
    "me",
    "organisation",
    "organisations",
    "people",
    "person_data",
    "person_export",
    "person_page",
    "personal_data",
    "section",
    "sections",
]
