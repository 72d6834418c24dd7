"""Pages of accounts for everyone, and of purposes and rates for the desks."""

from ouna.funds.views.desk import purposes, rates
from ouna.funds.views.public import account

__all__ = ["account", "purposes", "rates"]
