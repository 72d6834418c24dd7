"""The kinds of record. Importing this package registers them all."""

from ouna.core.book.kinds.campaign import (
    AccountAnnounced,
    AccountClosed,
    AccountStated,
    CampaignOpened,
    FundOpened,
    RateUsed,
)
from ouna.core.book.kinds.money import (
    CreditUnexplained,
    DebitUnexplained,
    FeeCharged,
    FundBroughtIn,
    GiftReceived,
    GiftReversed,
    InterestReceived,
    LineRecord,
)
from ouna.core.book.kinds.root import LogOpened, PersonalErased, Sealed
from ouna.core.book.kinds.transfer import (
    CorrectionMade,
    TransferArrived,
    TransferSent,
    inverse_of,
    is_correctable,
)

__all__ = [
    "AccountAnnounced",
    "AccountClosed",
    "AccountStated",
    "CampaignOpened",
    "CorrectionMade",
    "CreditUnexplained",
    "DebitUnexplained",
    "FeeCharged",
    "FundBroughtIn",
    "FundOpened",
    "GiftReceived",
    "GiftReversed",
    "InterestReceived",
    "LineRecord",
    "LogOpened",
    "PersonalErased",
    "RateUsed",
    "Sealed",
    "TransferArrived",
    "TransferSent",
    "inverse_of",
    "is_correctable",
]
