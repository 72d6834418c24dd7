"""What is due to be forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from ouna.spending import store
from ouna.spending.models import Paper, PaymentFile, Request


def due_drafts(before: datetime) -> QuerySet[Request]:
    """Drafts begun before that moment, in a fixed order."""
    return Request.objects.filter(state=Request.DRAFT, created_at__lt=before).order_by("pk")


def stray_bytes(before: datetime) -> list[str]:
    """Refs of files in the folder that are older than that and that no row names."""
    old = store.kept_before(before)
    named = {
        *Paper.objects.filter(ref__in=old).values_list("ref", flat=True),
        *PaymentFile.objects.filter(ref__in=old).values_list("ref", flat=True),
    }
    return [ref for ref in old if ref not in named]
