"""The editor's decisions: approve, refuse, ask. Only an approval makes an organisation public."""

from __future__ import annotations

from django.conf import settings

from ouna.appeal import links
from ouna.appeal import signing_rules as rules
from ouna.appeal.actions.letters import put_letter, put_link, use
from ouna.appeal.actions.signing import check_vouches
from ouna.appeal.errors import LinkUsed, NothingToSign, SigningInvalid, SigningOver
from ouna.appeal.folding import search_words, sort_key
from ouna.appeal.models import Link, ListedName, SearchWord, Signatory, SignatoryCountry, Signature
from ouna.appeal.queries.signatories import fingerprint_of
from ouna.appeal.queries.texts import published
from ouna.core.book import SignaturePublished
from ouna.core.values import clean_text
from ouna.log import Actor, action, clock, journal, new_ref, put_text, record


@action
def approve(*, by: Actor, signatory: Signatory, seen: str) -> Signatory:
    """Publish a proved signature: from now on it stands in the public record and on the list.

    `seen`: the `fingerprint_of` what the editor was shown.
    Raises: NotPermitted, SigningOver, NotProved, CannotVouch, SignatoryChanged, NothingToSign, RuleBroken.
    """
    rules.check_editor(by.has("editor"))
    signatory.refresh_from_db()
    if signatory.state not in (Signatory.PROVED, Signatory.APPLIED):
        raise SigningOver()
    rules.check_proved(signatory.proof)
    if signatory.voucher:
        check_vouches(signatory, signatory.voucher)
    rules.check_seen(seen, fingerprint_of(signatory))
    publish_signature(signatory)
    signatory.state, signatory.decided_at, signatory.decided_by = Signatory.LIVE, clock.now(), by.ref
    signatory.signed_on = clock.today()
    signatory.save()
    put_on_list(signatory)
    journal("signatory.approved", subject=signatory.ref, data={"signature": signatory.signature}, by=by)
    put_letter("approved", to=signatory)
    return signatory


def publish_signature(signatory: Signatory, confirms: str | None = None) -> None:
    """Record the signature under the newest version; the row is saved by the caller. Inside an action.

    Raises: NothingToSign, RuleBroken.
    """
    version = published(signatory.campaign)
    if version is None:
        raise NothingToSign()
    text = {
        "names": signatory.name,
        "short": signatory.short,
        "kind": signatory.kind,
        "website": signatory.website,
        "countries": list(signatory.countries),
    }
    ref = new_ref("sgnt")
    record(
        SignaturePublished(
            ref=ref,
            campaign=signatory.campaign.ref,
            appeal=version.ref,
            text=put_text(text),
            country=signatory.countries[0] if signatory.countries else None,
            proof=signatory.proof,
            voucher=signatory.voucher.signature if signatory.voucher else None,
            confirms=confirms,
        )
    )
    Signature.objects.create(
        ref=ref, signatory=signatory, appeal=version.ref, version=version.number, on=clock.today()
    )
    signatory.signature, signatory.version = ref, version.number


def put_on_list(signatory: Signatory) -> None:
    """Write the rows by which a public signatory is listed and found. Inside an action."""
    for rows in (ListedName, SearchWord, SignatoryCountry):
        rows.objects.filter(signatory=signatory).delete()
    names = signatory.names
    ListedName.objects.bulk_create(
        ListedName(signatory=signatory, lang=lang, sort=sort_key(shown_name(signatory, lang)[0], lang))
        for lang, _ in settings.LANGUAGES
    )
    texts = [entry["text"] for entry in names.data.values()]
    words = search_words(*texts, signatory.short)
    SearchWord.objects.bulk_create(SearchWord(signatory=signatory, word=word) for word in sorted(words))
    SignatoryCountry.objects.bulk_create(
        SignatoryCountry(signatory=signatory, code=code) for code in dict.fromkeys(signatory.countries)
    )


def shown_name(signatory: Signatory, lang: str) -> tuple[str, str]:
    """(name, language) under which readers of a language find it: theirs, else its own."""
    entry = signatory.name.get(lang)
    return (entry["text"], lang) if entry else signatory.own_name


@action
def refuse(*, by: Actor, signatory: Signatory, reason: str) -> None:
    """Do not publish; the reason goes to the officer by mail, and the data go after 30 days.

    Raises: NotPermitted, SigningOver, SigningInvalid, TextRefused.
    """
    rules.check_editor(by.has("editor"))
    signatory.refresh_from_db()
    _check_undecided(signatory)
    reason = clean_text(reason, lines=True)[:500]
    if len(reason) < 5:
        raise SigningInvalid("Say why, for the officer reads it.", next_step="Write the reason.")
    signatory.state, signatory.reason = Signatory.REFUSED, reason
    signatory.decided_at, signatory.decided_by = clock.now(), by.ref
    # Whoever vouched is free to vouch for another one.
    signatory.proof, signatory.voucher = "", None
    signatory.save()
    journal("signatory.refused", subject=signatory.ref, data={"reason": reason}, by=by)
    put_letter("refused", to=signatory)


def _check_undecided(signatory: Signatory) -> None:
    if signatory.state not in (Signatory.PROVED, Signatory.APPLIED) or not signatory.address_proved_at:
        raise SigningOver()


@action
def ask(*, by: Actor, signatory: Signatory, question: str) -> None:
    """Ask the officer something, by mail with a link to answer.

    Raises: NotPermitted, SigningOver, SigningInvalid, TextRefused.
    """
    rules.check_editor(by.has("editor"))
    signatory.refresh_from_db()
    _check_undecided(signatory)
    question = clean_text(question, lines=True)[:500]
    if len(question) < 5:
        raise SigningInvalid("There is no question.", next_step="Write what you want to know.")
    signatory.question, signatory.answer = question, ""
    signatory.save(update_fields=["question", "answer"])
    journal("signatory.asked", subject=signatory.ref, data={"question": question}, by=by)
    put_letter("asked", to=signatory, link=put_link(Link.ANSWER, signatory=signatory))


@action
def answer(*, by: Actor, link: Link, text: str) -> None:
    """The officer answers the editor's question.

    Raises: LinkInvalid, LinkUsed, LinkOver, SigningOver, SigningInvalid, TextRefused.
    """
    links.check(link, Link.ANSWER)
    signatory = Signatory.objects.get(pk=link.signatory_id)
    _check_undecided(signatory)
    text = clean_text(text, lines=True)[:1000]
    if not text:
        raise SigningInvalid("There is no answer.", next_step="Write your answer.")
    if not use(link):
        raise LinkUsed()
    signatory.answer = text
    signatory.save(update_fields=["answer"])
    journal("signatory.answered", subject=signatory.ref, data={"answer": text}, by=by)
