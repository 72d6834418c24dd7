"""What `spending` refuses, and what fails on the way to a payment."""

from __future__ import annotations

from ouna.core.errors import Broken, Refused


class RequestIncomplete(Refused):
    """The request lacks something before it can be signed."""

    code = "request_incomplete"
    next_step = "Fill in what is marked and go on."


class RequestRecorded(Refused):
    """This request stands in the public record and cannot be changed."""

    code = "request_recorded"
    next_step = "Make a new request that replaces it; all signatures of this one fall."


class RequestChanged(Refused):
    """The request was changed after you were shown it."""

    code = "request_changed"
    next_step = "Read it once more and confirm again."


class SamePerson(Refused):
    """Whoever asked for this money neither approves nor sends it."""

    code = "same_person"
    next_step = "Another treasurer sends it."


class PaperUnreadable(Refused):
    """This file cannot be taken."""

    code = "paper_unreadable"
    next_step = "Send a photo as JPEG, PNG or WebP, or a PDF."


class PayeeUnconfirmed(Refused):
    """The payee's name in Latin letters was not confirmed."""

    code = "payee_unconfirmed"
    next_step = "Type the name as the bank knows it and confirm it."


class PayeeSumWrong(Refused):
    """The payee would get another sum than was signed."""

    code = "payee_sum_wrong"
    next_step = "Compare the sum with the request."


class CannotBePaidThus(Refused):
    """This payment does not fit the chosen way."""

    code = "cannot_be_paid_thus"
    next_step = "Choose another way of paying."


class PaymentUnfit(Refused):
    """This bank line is not the line of this payment."""

    code = "payment_unfit"
    next_step = "Compare account, currency and amount of both."


class OtherPayee(Refused):
    """The bank names another account as payee than was ordered."""

    code = "other_payee"
    next_step = "Stop payments and call the bank and the partner."


class StoppedByAlarm(Refused):
    """A bank line does not fit its order, so nothing is paid for now."""

    code = "stopped_by_alarm"
    next_step = "The partner or a trustee looks into it and says what was found; then payments go on."


class CountDiffers(Refused):
    """What you counted is not the sum that was ordered."""

    code = "count_differs"
    next_step = "Count again. If it stays so, hand nothing over and tell the partner."


class CountedAlready(Refused):
    """You have counted this cash, or two have."""

    code = "counted_already"
    next_step = "Another person counts it."


class NotCounted(Refused):
    """Two persons have not counted this cash yet."""

    code = "not_counted"
    next_step = "Two persons count it and type what they counted; then the sheet is printed."


class NotFirstSpent(Refused):
    """Nothing of this purpose has been spent yet."""

    code = "not_first_spent"
    next_step = "Thanks are written when the first payment has left."


class GuardFailed(Broken):
    """A check before the payment gave no clear answer, so nothing is paid."""

    code = "guard_failed"
    next_step = "Try again. If it stays so, tell the administrator which check it was."


class PaperDamaged(Broken):
    """A stored paper is missing or was altered."""

    code = "paper_damaged"
    next_step = "Restore the folder of papers from its backup."
