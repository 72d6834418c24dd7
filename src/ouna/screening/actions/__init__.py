"""Writes of name checks."""

from ouna.screening.actions.checking import check_name, keep_check, keep_results, stop_checking
from ouna.screening.actions.deciding import decide_hit, set_limits
from ouna.screening.actions.lists import discard_list, keep_list, load_list, use_list, withdraw_list

__all__ = [
    "check_name",
    "decide_hit",
    "discard_list",
    "keep_check",
    "keep_list",
    "keep_results",
    "load_list",
    "set_limits",
    "stop_checking",
    "use_list",
    "withdraw_list",
]
