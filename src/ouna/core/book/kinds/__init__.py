"""The kinds of record. Importing this package registers them all."""

from ouna.core.book.kinds.campaign import (
    AccountAnnounced,
    AccountClosed,
    AccountStated,
    CampaignOpened,
    FundOpened,
    RateUsed,
)
from ouna.core.book.kinds.government import (
    CampaignClosed,
    FundMoved,
    GateClosed,
    GateOpened,
    PactSigned,
    PaymentsPaused,
    PaymentsResumed,
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
from ouna.core.book.kinds.payments import (
    EvidenceAdded,
    PaymentFailed,
    PaymentOrdered,
    PaymentReturned,
    PaymentSent,
)
from ouna.core.book.kinds.requests import RequestApproved, RequestMade, RequestRefused, RequestWithdrawn
from ouna.core.book.kinds.root import LogOpened, PersonalErased, Sealed
from ouna.core.book.kinds.signed import AtRecord, SignedRecord, digest_of, document_of, signatures_of
from ouna.core.book.kinds.transfer import (
    CorrectionMade,
    TransferArrived,
    TransferSent,
    inverse_of,
    is_correctable,
)
from ouna.core.book.kinds.trustees import (
    KeyReplaced,
    KeyReplacementAnnounced,
    KeyReplacementStopped,
    KeyRevoked,
    TrusteesSet,
)

__all__ = [
    "AccountAnnounced",
    "AccountClosed",
    "AccountStated",
    "AtRecord",
    "CampaignClosed",
    "CampaignOpened",
    "CorrectionMade",
    "CreditUnexplained",
    "DebitUnexplained",
    "EvidenceAdded",
    "FeeCharged",
    "FundBroughtIn",
    "FundMoved",
    "FundOpened",
    "GateClosed",
    "GateOpened",
    "GiftReceived",
    "GiftReversed",
    "InterestReceived",
    "KeyReplaced",
    "KeyReplacementAnnounced",
    "KeyReplacementStopped",
    "KeyRevoked",
    "LineRecord",
    "LogOpened",
    "PactSigned",
    "PaymentFailed",
    "PaymentOrdered",
    "PaymentReturned",
    "PaymentSent",
    "PaymentsPaused",
    "PaymentsResumed",
    "PersonalErased",
    "RateUsed",
    "RequestApproved",
    "RequestMade",
    "RequestRefused",
    "RequestWithdrawn",
    "Sealed",
    "SignedRecord",
    "TransferArrived",
    "TransferSent",
    "TrusteesSet",
    "digest_of",
    "document_of",
    "inverse_of",
    "is_correctable",
    "signatures_of",
]
