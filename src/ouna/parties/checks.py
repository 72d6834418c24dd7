"""Invariants of accounts: nobody holds roles together that no action would have given."""

from __future__ import annotations

from collections.abc import Iterator

from ouna.core.errors import Refused
from ouna.log.monitor import Finding
from ouna.parties import rules
from ouna.parties.models import User


def checks() -> Iterator[Finding]:
    """Roles as they stand fit together."""
    for user in User.objects.prefetch_related("roles"):
        try:
            rules.check_together({role.role for role in user.roles.all()})
        except Refused as refused:
            yield Finding(user.ref, str(refused))
