"""What a booking changes for everyone: the total received, and the tenths of the goal it passes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.core.values import Money
from ouna.funds.queries import fund_rows, used_legs
from ouna.funds.rates import convert, path
from ouna.ui.templatetags.ui import money


@dataclass(frozen=True)
class Received:
    """The campaign's total at one moment."""

    campaign: Campaign
    total: Money

    def with_gift(self, gift: Money) -> Money | None:
        """The total with one more gift; None where no rate leads to the campaign's currency."""
        if gift.currency == self.total.currency:
            return self.total + gift
        way = path(gift.currency, self.total.currency, used_legs())
        return None if way is None else self.total + convert(gift, self.total.currency, way)

    def tenth_reached(self, later: Money) -> int | None:
        """The highest full tenth of the goal, in per cent, that lies between now and `later`; else None."""
        goal = self.campaign.goal.minor
        before, after = self.total.minor * 10 // goal, later.minor * 10 // goal
        return after * 10 if 0 <= before < after else None

    def rises(self, later: Money) -> SafeString:
        """`Received rises to 199,953.00 EUR.`, and the milestone."""
        tenth = self.tenth_reached(later)
        text = format_html(_("Received rises to {sum}."), sum=money(later))
        if tenth is None:
            return text
        return format_html("{} {}", text, milestone(tenth))


def milestone(tenth: int) -> SafeString:
    """`40 % of the goal reached`."""
    return format_html("<strong>{}</strong>", _("%(n)s %% of the goal reached.") % {"n": tenth})


def received_of(campaign: Campaign) -> Received:
    """The total as it is now."""
    return Received(campaign, fund_rows(campaign).total("arrived"))


def changed(before: Received) -> SafeString:
    """What has changed since: `Received rose to …`, with the milestone; empty if nothing did."""
    now = received_of(before.campaign).total
    if now == before.total:
        return SafeString("")
    rose = now.minor > before.total.minor
    words = _("Received rises to {sum}.") if rose else _("Received falls to {sum}.")
    text = format_html(words, sum=money(now))
    tenth = before.tenth_reached(now)
    return format_html("{} {}", text, milestone(tenth)) if tenth else text
