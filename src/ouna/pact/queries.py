"""Reads of the pact. Gate and pause are what the public record says, and nothing else."""

from __future__ import annotations

from typing import NamedTuple

from ouna.campaign.models import Campaign
from ouna.core.book.governing import Gate, Pause
from ouna.log import queries as log


class BuildingStart(NamedTuple):
    """Whether building may start, and since when that is so (a moment of the record, or empty)."""

    open: bool
    since: str


def building_start(campaign: Campaign) -> BuildingStart:
    """The gate as the record has it; before its first opening it is closed."""
    gate = log.state_of(f"{campaign.ref}:gate")
    if not isinstance(gate, Gate):
        return BuildingStart(False, "")
    return BuildingStart(gate.open is True, gate.since)


def gate_is_open(campaign: Campaign) -> bool:
    """The one question of every app whose work is bound to the gate."""
    return building_start(campaign).open


def paused_since(campaign: Campaign) -> str | None:
    """Since which moment payments are stopped (`YYYY-MM-DDTHH:MM:SSZ`), None if they are not."""
    pause = log.state_of(f"{campaign.ref}:pause")
    return pause.since if isinstance(pause, Pause) and pause.paused else None
