"""Writes of name checks."""

from ouna.screening.actions.checking import check_name, keep_check, keep_results, stop_checking
from ouna.screening.actions.deciding import decide_hit, set_limits
from ouna.screening.actions.lists import (
    confirm_list,
    discard_list,
    keep_list,
    keep_using,
    load_list,
    propose_list,
    refuse_list,
    withdraw_list,
)

__all__ = [
    "check_name",
    "confirm_list",
    "decide_hit",
    "discard_list",
    "keep_check",
    "keep_list",
    "keep_results",
    "keep_using",
    "load_list",
    "propose_list",
    "refuse_list",
    "set_limits",
    "stop_checking",
    "withdraw_list",
]
