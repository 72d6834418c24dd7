"""Sentences that errors carry in English, named here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REFUSALS = (
    _("The file is not an answer to a file that was given out here."),
    _("Sign the request file again with `ouna trustee sign`, and bring the answer."),
    _("This key cannot become a signing key."),
    _("Take another device, or a security key that asks for its PIN or your finger."),
    _("This document is signed already, or no longer to be signed."),
    _("Look at what waits for you."),
    _("There is no such document to sign."),
    _("The signature names a state of the public record that this record never had."),
    _("Load the signing page again. If it stays so, ask another trustee."),
    _("This key is used to log in, and cannot sign as well."),
    _("Set up a key of its own for signing."),
    _("This public key is set up already."),
    _("Make a new key for each person and each purpose."),
    _("This key cannot be replaced in this way."),
    _("The trustee first sets up and tries a new key; then choose the old and the new one."),
    _("You are not one of those who sign here."),
    _("Ask the administrator whether your account belongs to a trustee."),
    _("The public record has no sealed summary yet, which a signature must name."),
    _("Wait some seconds and try again."),
    _("The signature is over another document, act, signer or text than was given to sign."),
    _("Begin the signing anew from your desk."),
    _("The question is empty."),
    _("Write what you want to know."),
    _("The document and what is shown of it do not fit together."),
    _("Do not sign. Tell another trustee, and compare the numbers with him."),
    _("A refusal needs a reason."),
    _("Write in a sentence why you refuse. Everyone can read it."),
    _("The list of trustees is not complete."),
    _("Each trustee needs a key that was tried; then fill in what is missing."),
    _("You have signed this document already."),
    _("Nothing more is needed from you."),
    _("This person is named already."),
    _("Look at the list of signers."),
    _("This key is not one of yours here."),
    _("Sign with the key you set up, or set up a new one."),
    _("This link to sign was used already, or is too old."),
)
