"""Writes of `funds`: purposes, accounts, what banks state, claims on bank lines, rates."""

from ouna.funds.actions.announcing import announce_account, close_account, open_fund, state_account
from ouna.funds.actions.exchange import (
    RatesReport,
    confirm_rate,
    enter_rate,
    import_ecb_rates,
    record_rates,
    use_rates,
)
from ouna.funds.actions.lines import (
    add_promised,
    add_received,
    bring_in,
    claim,
    line_data,
    settle_line,
    unclaim,
)

__all__ = [
    "RatesReport",
    "add_promised",
    "add_received",
    "announce_account",
    "bring_in",
    "claim",
    "close_account",
    "confirm_rate",
    "enter_rate",
    "import_ecb_rates",
    "line_data",
    "open_fund",
    "record_rates",
    "settle_line",
    "state_account",
    "unclaim",
    "use_rates",
]
