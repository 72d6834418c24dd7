"""What `web/verify.js` says to people: each sentence by its name, with values in {places}."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RECEIPT = {
    "checking": _("Checking …"),
    "holds": _("This proof file holds"),
    "holds_text": _("Page {page} of the public record is locked in under a sealed summary of {all} pages."),
    "names_giver": _("This file names the giver"),
    "names_giver_text": _(
        "It opens what the page keeps confidential. Keep it to yourself; to show it to others, take the file "
        "for sharing from the page of your receipt."
    ),
    "opens": _("This file opens something confidential"),
    "opens_text": _("It fits the fingerprint on the page. Show it only to those who may see it."),
    "proves": _("What it proves"),
    "what": _("What happened"),
    "amount": _("Amount"),
    "purpose": _("Purpose"),
    "account": _("Account"),
    "booked": _("Day at the bank"),
    "recorded": _("Recorded on"),
    "page": _("Page of the record"),
    "page_of": _("{page} of {all}"),
    "signed_by": _("Signed with the key of"),
    "signed_with": _("{origin}, key {key}"),
    "giver": _("Giver"),
    "signatory": _("Organisation that signed"),
    "proves_not": _("What it does not prove"),
    "not_key": _(
        "That this is the right key: it came with this page. Compare it with the key you were given "
        "elsewhere: {key}"
    ),
    "not_key_own": _("Whose key it is that you gave: {key}"),
    "not_since": _("What later pages say: the file speaks for the record as it was with {all} pages."),
    "not_use": _("What the money was used for: only later pages of the record say that."),
    "not_officer": _("Who signed for the organisation: no page of the record says that."),
    "not_giver": _(
        "Who gave: the page holds only a fingerprint of the giver, and this file does not open it."
    ),
    "experts": _("For experts"),
    "ref": _("Its name in the record"),
    "page_print": _("Fingerprint of the page"),
    "root": _("Fingerprint in the sealed summary"),
}
TODAY = {
    "asking": _("Asking the record of today …"),
    "searching": _("Looking through the later pages"),
    "pages_of": _("{done} of {all} pages"),
    "taken": _("The gift was taken back since"),
    "taken_text": _("{sum} went back, or was booked anew: see page {page}."),
    "corrected": _("The page was corrected since"),
    "corrected_text": _("See page {page}."),
    "withdrawn": _("The signature was withdrawn since"),
    "withdrawn_text": _("See page {page}."),
    "confirmed": _("The organisation has signed again since"),
    "confirmed_text": _("Its newer signature took the place of this one: see page {page}."),
    "still": _("It still holds today"),
    "still_text": _(
        "The record of today, with {all} pages, contains this page unchanged, and no later page takes it "
        "back."
    ),
    "contained": _("The record of today contains it"),
    "contained_text": _(
        "Its {all} pages continue the record your file was made from. Whether one of the {later} pages since "
        "takes it back has not been looked at yet."
    ),
    "search": _("Look through the later pages"),
    "ask": _("Ask the record of today"),
    "not_asked": _("Checked without the record of today"),
    "not_asked_text": _(
        "Your file holds as of {all} pages. Whether the gift was taken back later cannot be said without "
        "a connection."
    ),
    "changed": _("The record of today does not fit your file"),
}
REFUSED = {
    "proves_nothing": _("This file proves nothing here"),
    "no_no_proof": _("It is not a proof file, or it is damaged."),
    "no_note": _("The sealed summary is damaged."),
    "no_signature": _("The sealed summary was altered, or signed with another key."),
    "no_unknown_key": _("It is signed with a key that is not known here. It may belong to another record."),
    "no_not_included": _(
        "Its page is not one of the pages under its sealed summary: the page or its proof was altered."
    ),
    "no_form": _("The page has not the form that a page of the record has."),
    "no_opening": _("What it opens does not fit the fingerprint on the page."),
    "no_key": _("The key is not whole. Copy it again."),
    "no_partner": _("The fingerprint of the partner is not whole: it is five groups of four digits."),
    "no_changed": _(
        "Pages that had been sealed were changed or taken out. Keep your file and tell an auditor."
    ),
    "no_network": _("The record cannot be reached."),
    "no_missing": _("A file of the record is missing."),
    "no_log": _("A file of the record is damaged."),
    "no_damaged": _("Something could not be read."),
}
BOOKS = {
    "reading": _("Reading all pages"),
    "not_checked": _("Not checked"),
    "books_hold": _("The books hold"),
    "books_hold_text": _(
        "Your browser read all {all} pages and counted for itself: every rule holds, and the totals are the "
        "sums of the pages."
    ),
    "books_unsure": _("Not everything could be checked"),
    "books_unsure_text": _(
        "Signatures that cannot be checked in this browser: {count}. So nothing is said about the trustees; "
        "all else holds. Open this page over https, in a newer browser, or use the program."
    ),
    "books_wrong": _("Something does not hold"),
    "books_wrong_text": _("Found: {count}. Keep this page and tell an auditor."),
    "step_log": _("The record itself"),
    "step_form": _("Form"),
    "step_balance": _("It adds up"),
    "step_purpose": _("Purposes"),
    "step_payment": _("Payments and bank charges"),
    "step_reversal": _("Reversals"),
    "step_trustees": _("Trustees"),
    "step_totals": _("Totals"),
    "yes": _("holds"),
    "no": _("does not hold"),
    "unsure": _("cannot be checked in this browser"),
    "finding": _("Page {page}: {step}"),
    "compared": _("Compared with the sealed summary kept from before."),
    "remembered": _("This browser keeps the sealed summary now; the next check compares with it."),
    "partner": _("Fingerprint of the partner: {print}."),
    "partner_fits": _("It is the one you gave."),
    "partner_compare": _("Compare it with the one that the partner published elsewhere."),
    "accounts_unsigned": _("Accounts announced without signatures, on the record's own word: {count}"),
    "own_word": _("Days and hours are the record's own word: no independent keeper is asked for."),
    "program": _("Fingerprint of the check in the folder"),
    "program_differs": _("Another check lies in the folder"),
    "program_differs_text": _(
        "The copy of this check that lies beside the published record is not the one of this page. Another "
        "release may have put it there; do not run it before you know."
    ),
    "absent": _("Public texts that are not published (withdrawn, or not handed out): {count}"),
}
WORDS = {**RECEIPT, **TODAY, **REFUSED, **BOOKS}
