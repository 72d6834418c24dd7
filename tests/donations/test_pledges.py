"""Promises end, letters leave once, persons are forgotten, and the checks see what does not fit."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from funds.world import ANNA, NOBODY, NOW, TODAY, line
from ouna.core.bank.reference import qrr_valid, rf_valid
from ouna.core.tlog import parse_proof
from ouna.core.values import CurrencyMismatch, Money, TextRefused
from ouna.donations import tasks
from ouna.donations.actions import (
    VISITOR,
    expire_pledges,
    forget_promisers,
    make_pledge,
    receive_gift,
    remind_pledges,
    reverse_gift,
    withdraw_pledge,
)
from ouna.donations.actions.letters import take_letter
from ouna.donations.checks import checks
from ouna.donations.errors import PledgeInvalid, PledgeOver
from ouna.donations.models import Gift, Letter, Pledge, Visit
from ouna.donations.retention import KEEPS, export
from ouna.funds.errors import AccountNotOpen
from ouna.funds.models import BankAccount, Claim, Promised
from ouna.log import SYSTEM, clock
from ouna.log import queries as log
from ouna.log.sequencer import run_once
from ouna.parties.actions import erase_person
from ouna.parties.errors import NotPermitted
from ouna.parties.models import Person


@pytest.fixture(autouse=True)
def _mail_in_memory(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def pledge(world, account=None, minor=5_000, **more) -> Pledge:
    account = account or world.germany
    given = {"by": VISITOR, "campaign": world.campaign, "account": account, "fund": world.walls,
             "money": Money(minor, account.currency), **more}  # fmt: skip
    return make_pledge(**given)


def later(days: int):
    return clock.fixed(NOW + timedelta(days=days))


# Promises -----------------------------------------------------------------------------------------


def test_references_fit_their_account(world):
    made = {name: pledge(world, getattr(world, name)) for name in ("germany", "switzerland", "tunisia")}
    assert made["germany"].kind == made["tunisia"].kind == "RF" and made["switzerland"].kind == "QRR"
    assert rf_valid(made["germany"].reference) and made["germany"].reference[2:].isdigit()
    assert qrr_valid(made["switzerland"].reference)
    # An ordinary Swiss account never gets a QR reference.
    BankAccount.objects.filter(pk=world.switzerland.pk).update(qr_iban=False, iban="CH9300762011623852957")
    world.switzerland.refresh_from_db()
    scor = pledge(world, world.switzerland)
    assert scor.kind == "SCOR" and rf_valid(scor.reference)


def test_references_given_on_paper(world):
    assert pledge(world, reference="rf91 2026 0000 0101").reference == "RF91202600000101"
    with pytest.raises(PledgeInvalid):
        pledge(world, reference="RF91202600000101")


def test_what_makes_no_promise(world):
    for wrong, error in (
        ({"money": Money(0, "EUR")}, PledgeInvalid),
        ({"money": Money(-1, "EUR")}, PledgeInvalid),
        ({"money": Money(100_000_001, "EUR")}, PledgeInvalid),
        ({"money": Money(100, "CHF")}, CurrencyMismatch),
        ({"email": "ana@x.example", "name": "An\u202ea"}, TextRefused),
    ):
        with pytest.raises(error):
            pledge(world, **wrong)
    world.germany.closed_on = TODAY
    with pytest.raises(AccountNotOpen):
        pledge(world)
    assert not Pledge.objects.exists() and not Promised.objects.exists()


def test_promised_sums_follow_every_end(world):
    first, second, third = pledge(world, minor=100), pledge(world, minor=1_000), pledge(world, minor=10_000)
    assert (Promised.objects.get().minor, Promised.objects.get().count) == (11_100, 3)
    withdraw_pledge(by=VISITOR, pledge=first)
    with pytest.raises(PledgeOver):
        withdraw_pledge(by=VISITOR, pledge=first)
    receive_gift(by=ANNA, line=line(world.germany, 900), fund=world.walls, pledge=second)
    assert Promised.objects.get().minor == 10_000
    with later(61):
        assert expire_pledges(by=SYSTEM) == 1
        assert expire_pledges(by=SYSTEM) == 0
    assert (Promised.objects.get().minor, Promised.objects.get().count) == (0, 0)
    # What comes late still finds its promise.
    receive_gift(by=ANNA, line=line(world.germany, 10_000), fund=world.walls, pledge=third)
    assert Pledge.objects.get(pk=third.pk).state == "met" and Promised.objects.get().minor == 0
    # A withdrawn one stays withdrawn.
    receive_gift(by=ANNA, line=line(world.germany, 100), fund=world.walls, pledge=first)
    assert Pledge.objects.get(pk=first.pk).state == "withdrawn"
    assert list(checks()) == []


def test_monthly_gifts_meet_one_promise(world):
    made = pledge(world, minor=2_500, monthly=True)
    for _month in range(2):
        receive_gift(by=ANNA, line=line(world.germany, 2_500), fund=world.walls, pledge=made)
    assert Gift.objects.filter(pledge=made).count() == 2 and Promised.objects.get().count == 0
    assert list(checks()) == []


# Letters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_letter_leaves_once(world, lang, settings):
    settings.DEMO = True
    made = pledge(world, email="ana@quince.example", lang=lang)
    assert tasks.send_letters() == 1 and tasks.send_letters() == 0
    (sent,) = mail.outbox
    assert sent.to == ["ana@quince.example"] and "\n" not in sent.subject
    for text in ("DE89 3704 0044 0532 0130 00", "50.00", f"/give/{made.token}/"):
        assert text in sent.body
    assert Letter.objects.get().state == "sent"
    if lang == "en":
        assert sent.subject.startswith("Demo: invented, do not pay") and "Demo: invented" in sent.body


def test_all_four_letters(world):
    made = pledge(world, email="ana@quince.example")
    with later(15):
        assert remind_pledges(by=SYSTEM) == 1 and remind_pledges(by=SYSTEM) == 0
        gift = receive_gift(
            by=ANNA, line=line(world.germany, 5_000), fund=world.walls, pledge=made, donor="Ana Coentro"
        )
        reverse_gift(by=ANNA, gift=gift, reason="returned", line=line(world.germany, -5_000))
        # Instructions and reminder are not needed any more, nor is the receipt of a gift that went back.
        assert tasks.send_letters() == 1
    assert {x.kind: x.state for x in Letter.objects.all()} == {
        "instructions": "dropped",
        "reminder": "dropped",
        "receipt": "dropped",
        "reversed": "sent",
    }
    assert "bank has taken" in mail.outbox[0].body and "Coentro" not in mail.outbox[0].body


def test_reminder_and_receipt_in_words(world):
    made = pledge(world, email="ana@quince.example", monthly=True)
    with later(15):
        remind_pledges(by=SYSTEM)
        tasks.send_letters()
        gift = receive_gift(by=ANNA, line=line(world.germany, 5_000), fund=world.walls, pledge=made)
        tasks.send_letters()
    instructions, reminder, receipt = mail.outbox
    assert "standing order" in instructions.body and "the only reminder" in reminder.body
    assert f"/receipt/{gift.code}/?key=" in receipt.body and "in the record" not in receipt.subject


class Refusing:
    """A mail server that fails in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *args, **kwargs):
        raise self.error


@pytest.mark.parametrize(
    "error, state",
    [
        (ConnectionRefusedError(), "waits"),
        (smtplib.SMTPConnectError(421, b"busy"), "waits"),
        (smtplib.SMTPRecipientsRefused({}), "failed"),
        (smtplib.SMTPServerDisconnected(), "unsure"),
        (TimeoutError(), "unsure"),
    ],
)
def test_trouble_never_sends_twice(world, monkeypatch, error, state):
    pledge(world, email="ana@quince.example")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", Refusing(error))
        assert tasks.send_letters() == 0
    assert Letter.objects.get().state == state
    with later(1):
        sent = tasks.send_letters()
    assert sent == (1 if state == "waits" else 0)


def test_a_crash_while_sending_leaves_it_unsure(world):
    pledge(world, email="ana@quince.example")
    assert take_letter(by=SYSTEM) is not None
    # The sender dies here; the next one must not send it again.
    assert tasks.send_letters() == 0 and mail.outbox == []
    assert Letter.objects.get().state == "unsure"


def test_trying_ends(world, monkeypatch):
    pledge(world, email="ana@quince.example")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", Refusing(ConnectionRefusedError()))
    for day in range(12):
        with later(day):
            tasks.send_letters()
    assert (Letter.objects.get().state, Letter.objects.get().tries) == ("failed", 6)


def test_periodic_work_belongs_to_the_installation(world):
    for work in (remind_pledges, expire_pledges, forget_promisers, take_letter):
        with pytest.raises(NotPermitted):
            work(by=NOBODY)


# Forgetting ---------------------------------------------------------------------------------------


def test_who_promised_and_gave_nothing_is_forgotten(world):
    gone = pledge(world, email="gone@quince.example")
    kept = pledge(world, email="gave@quince.example")
    receive_gift(by=ANNA, line=line(world.germany, 5_000), fund=world.walls, pledge=kept)
    back = pledge(world, email="back@quince.example")
    withdraw_pledge(by=VISITOR, pledge=back)
    tasks.look_after_pledges()
    assert Person.objects.exclude(erased_on=None).count() == 1
    with later(95):
        tasks.look_after_pledges()
        left = Person.objects.filter(erased_on=None)
        assert [p.pk for p in left] == [kept.person_id]
    gone.refresh_from_db()
    assert gone.person is None and gone.state == "expired"
    assert not Letter.objects.filter(person__erased_on__isnull=False).exists()


def opened(gift: Gift) -> str:
    """What the proof file of a gift says beside the proof, without its armour."""
    return parse_proof(log.proof_of(gift.ref)).extra.decode()


def test_erasing_leaves_the_gift_and_its_proof(world):
    made = pledge(world, email="ana@quince.example", name="Ana Coentro")
    gift = receive_gift(
        by=ANNA, line=line(world.germany, 5_000), fund=world.walls, pledge=made, donor="Ana Coentro"
    )
    told = export(made.person.ref)
    assert told["gifts"][0]["name"] == "Ana Coentro" and told["promises"][0]["reference"] == made.reference
    run_once()
    assert "Ana Coentro" in opened(gift)
    erase_person(by=SYSTEM, person=made.person)
    gift.refresh_from_db()
    assert gift.person is None and log.state_of(gift.ref) is not None
    assert "Ana Coentro" not in opened(gift)
    from ouna.donations.queries import donor_of

    assert donor_of(gift) == ""
    assert list(checks()) == []
    assert {k.field.split(".")[0] for k in KEEPS} >= {
        "donations_pledge",
        "donations_letter",
        "donations_visit",
    }


def test_visits_live_a_day(world):
    pledge(world, visitor="203.0.113.7")
    assert Visit.objects.count() == 1
    with later(1):
        tasks.look_after_pledges()
    assert not Visit.objects.exists()


# Checks -------------------------------------------------------------------------------------------


def test_checks_see_what_was_changed_behind_our_back(world):
    gift = receive_gift(by=ANNA, line=line(world.germany, 5_000), fund=world.walls)
    pledge(world)
    assert list(checks()) == []
    changes = [
        (Gift.objects.filter(pk=gift.pk), {"minor": 5_001}, {"minor": 5_000}),
        (Gift.objects.filter(pk=gift.pk), {"fund": world.free}, {"fund": world.walls}),
        (Gift.objects.filter(pk=gift.pk), {"left_minor": 4_999}, {"left_minor": 5_000}),
        (Claim.objects.all(), {"by": "gift_other"}, {"by": gift.ref}),
        (Promised.objects.all(), {"minor": 1}, {"minor": 5_000}),
        (Pledge.objects.all(), {"state": "met"}, {"state": "open"}),
        (Pledge.objects.all(), {"minor": 4_000}, {"minor": 5_000}),
    ]
    for rows, wrong, right in changes:
        rows.update(**wrong)
        assert list(checks()), wrong
        rows.update(**right)
    assert list(checks()) == []
    Gift.objects.filter(pk=gift.pk).delete()
    assert list(checks())
