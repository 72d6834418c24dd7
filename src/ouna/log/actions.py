"""What the log itself does as actions: its opening."""

from __future__ import annotations

from django.conf import settings

from ouna.core.book import LogOpened
from ouna.log import high_water
from ouna.log.acting import action
from ouna.log.actor import Actor
from ouna.log.booking import record
from ouna.log.errors import LogOpenAlready, ZoneDiffers
from ouna.log.keys import log_signer, sealing_key
from ouna.log.models import Entry
from ouna.log.refs import new_ref


def ensure_log() -> str:
    """Make the key files and the high-water note where they are missing and nothing depends on them yet.

    Returns the log's verifier key. Raises: KeyMissing.
    """
    signer = log_signer()
    sealing_key()
    if not Entry.objects.exists():
        high_water.begin()
    return signer.verifier.vkey


@action
def open_log(*, by: Actor, coalition: str, zone: str | None = None) -> int:
    """Write entry 0: origin, coalition (a ref `org_…`), the log key, the time zone. Returns its id.

    Raises: LogOpenAlready, ZoneDiffers, KeyMissing.
    """
    if zone is not None and zone != settings.TIME_ZONE:
        raise ZoneDiffers()
    if Entry.objects.exists():
        raise LogOpenAlready()
    vkey = ensure_log()
    return record(
        LogOpened(
            ref=new_ref("log"),
            origin=settings.LOG_ORIGIN,
            coalition=coalition,
            keys=(vkey,),
            zone=settings.TIME_ZONE,
        )
    )
