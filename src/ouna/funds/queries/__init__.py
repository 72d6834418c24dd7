"""Reads of `funds`: is this our account, which rate on a day, what each purpose has."""

from ouna.funds.queries.accounts import (
    account_for_iban,
    announced_accounts,
    demo_name,
    iban_key,
    open_accounts,
)
from ouna.funds.queries.ours import is_ours
from ouna.funds.queries.rates import (
    euro_rates,
    latest_legs,
    rate_on,
    rates_to_confirm,
    recent_rates,
    used_legs,
    way_over,
)
from ouna.funds.queries.totals import (
    FundRows,
    fund_row,
    fund_rows,
    open_funds,
    section_rows,
)

__all__ = [
    "FundRows",
    "account_for_iban",
    "announced_accounts",
    "demo_name",
    "euro_rates",
    "fund_row",
    "fund_rows",
    "iban_key",
    "is_ours",
    "latest_legs",
    "open_accounts",
    "open_funds",
    "rate_on",
    "rates_to_confirm",
    "recent_rates",
    "section_rows",
    "used_legs",
    "way_over",
]
