"""Who may open which address: one row for each, compared with the URL map and tried out.

`python -m tests.shape.routes` prints the rows that are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ANYONE = ("anyone",)
MEMBER = ("member",)
ADMIN = ("administrator",)
ASKS = ("coordinator", "planner", "logistician")
READS = (*ASKS, "treasurer", "trustee", "auditor", "partner")

#: route → roles of which one is asked for.
ROUTES: dict[str, tuple[str, ...]] = {
    "web:home": ANYONE,
    "web:campaign": ANYONE,
    "web:books": ANYONE,
    "web:entries": ANYONE,
    "web:entries_csv": ANYONE,
    "web:entry": ANYONE,
    "web:entry_proof": ANYONE,
    "web:checkpoints": ANYONE,
    "web:verify": ANYONE,
    "web:download": ANYONE,
    "web:published": ANYONE,
    "web:accounts_json": ANYONE,
    "web:robots": ANYONE,
    "web:favicon": ANYONE,
    "web:manifest": ANYONE,
    "web:desk": MEMBER,
    "web:partner": ("partner", "auditor"),
    "web:accounts": ADMIN,
    "web:settings": ("administrator", "auditor"),
    "web:checks": ("administrator", "auditor", "treasurer", "partner"),
    "ui:components": ANYONE,
    "parties:invited": ANYONE,
    "parties:me": MEMBER,
    "parties:people": ADMIN,
    "parties:user": ADMIN,
    "parties:sections": ADMIN,
    "parties:section": ADMIN,
    "parties:organisations": ADMIN,
    "parties:organisation": ADMIN,
    "parties:data": ("administrator", "auditor"),
    "parties:person": ADMIN,
    "parties:export": ADMIN,
    "campaign:frame": ("administrator", "editor"),
    "campaign:texts": ("administrator", "editor"),
    "campaign:check": ("partner",),
    "pact:page": ANYONE,
    "pact:desk": ("partner", "administrator", "editor", "trustee", "treasurer", "auditor"),
    "pact:checklist": ("partner", "administrator", "auditor"),
    "pact:closing": ("partner", "trustee", "administrator", "auditor"),
    "pact:start": MEMBER,
    "pact:commitment_new": ("partner", "administrator"),
    "pact:commitment": ("partner", "administrator", "editor", "trustee", "treasurer", "auditor"),
    "pact:texts": ("partner", "administrator", "editor"),
    "pact:text": ("partner", "administrator", "editor"),
    "appeal:page": ANYONE,
    "appeal:page_in": ANYONE,
    "appeal:paper": ANYONE,
    "appeal:version": ANYONE,
    "appeal:version_in": ANYONE,
    "appeal:changes": ANYONE,
    "appeal:changes_in": ANYONE,
    "appeal:desk": ("editor", "administrator", "partner", "auditor"),
    "appeal:check": ("partner",),
    "appeal:languages": ("editor", "administrator"),
    "appeal:publish": ("editor", "administrator"),
    "appeal:write": ("editor", "administrator"),
    "appeal:sign": ANYONE,
    "appeal:sent": ANYONE,
    "appeal:support": ANYONE,
    "appeal:again": ANYONE,
    "appeal:link": ANYONE,
    "appeal:signatories": ANYONE,
    "appeal:signatories_csv": ANYONE,
    "appeal:signatories_json": ANYONE,
    "appeal:embedded": ANYONE,
    "appeal:signatory": ANYONE,
    "appeal:signatory_proof": ANYONE,
    "appeal:applications": ("editor", "auditor"),
    "appeal:application": ("editor", "auditor"),
    "screening:public": ANYONE,
    "screening:desk": ("checker", "auditor"),
    "screening:hit": ("checker", "auditor"),
    "screening:lists": ("checker", "auditor"),
    "screening:list": ("checker", "auditor"),
    "screening:try": ("checker", "auditor"),
    "screening:limits": ("administrator", "checker", "auditor"),
    "quorum:public": ANYONE,
    "quorum:desk": MEMBER,
    "quorum:document": MEMBER,
    "quorum:keys": MEMBER,
    "quorum:lost": MEMBER,
    "quorum:succession": MEMBER,
    "quorum:signers": MEMBER,
    "funds:account": ANYONE,
    "donations:give": ANYONE,
    "donations:pledge": ANYONE,
    "donations:slip": ANYONE,
    "donations:qr_png": ANYONE,
    "donations:qr_svg": ANYONE,
    "donations:poster": ANYONE,
    "donations:find": ANYONE,
    "donations:check": ANYONE,
    "donations:receipt": ANYONE,
    "donations:receipt_pdf": ANYONE,
    "donations:receipt_proof": ANYONE,
    "web:check_file": ANYONE,
    "funds:purposes": ADMIN,
    "funds:rates": ("treasurer", "administrator", "auditor"),
    "spending:spending": ANYONE,
    "spending:request": ANYONE,
    "spending:paper": ANYONE,
    "spending:requests": READS,
    "spending:desk_request": READS,
    "spending:paper_file": READS,
    "spending:talk": tuple(r for r in READS if r != "auditor"),
    "spending:begin": ASKS,
    "spending:edit": ASKS,
    "spending:paper_add": ASKS,
    "spending:paper_remove": ASKS,
    "spending:drop": ASKS,
    "spending:look": ASKS,
    "spending:withdraw": ASKS,
    "spending:prove": ("partner",),
    "spending:show": ("partner",),
    "spending:thank": ("partner",),
    "spending:clear": ("partner", "trustee"),
    "spending:payments": ("treasurer", "auditor"),
    "spending:pay": ("treasurer", "auditor"),
    "spending:order": ("treasurer", "auditor"),
    "spending:order_file": ("treasurer", "auditor"),
    "spending:order_sheet": ("treasurer", "auditor"),
    "spending:count": (*ASKS, "treasurer", "partner"),
    "spending:batch": ("treasurer",),
    "spending:delay": ("treasurer",),
    "spending:check_names": ("treasurer",),
    "spending:failed": ("treasurer",),
    "treasury:proposals": ("treasurer",),
    "treasury:lines": ("treasurer", "auditor"),
    "treasury:line": ("treasurer", "auditor"),
    "treasury:decide": ("treasurer",),
    "treasury:statements": ("treasurer", "auditor"),
    "treasury:upload": ("treasurer",),
    "treasury:preview": ("treasurer",),
    "treasury:run": ("treasurer",),
    "treasury:report": ("treasurer",),
    "treasury:statement": ("treasurer", "auditor"),
    "treasury:raw": ("treasurer", "auditor"),
    "treasury:papers": ("treasurer", "auditor"),
    "treasury:paper_new": ("treasurer",),
    "treasury:paper": ("treasurer", "auditor"),
    "treasury:accounts": ("treasurer", "auditor"),
    "treasury:account": ("treasurer", "auditor"),
    "treasury:opening": ("treasurer",),
    "treasury:audit": ("auditor",),
    "treasury:journal": ("auditor",),
    "treasury:sample": ("auditor",),
    "treasury:notes": ("auditor", "treasurer"),
    "treasury:note_answer": ("treasurer",),
}
#: Rooms of the demo: open to all there, and 404 everywhere else.
DEMO = (
    "demo:tour", "demo:go", "demo:be", "demo:night", "demo:file", "demo:phone", "demo:check", "demo:cheat",
)  # fmt: skip
#: Pages of allauth: it decides itself; which of them answer without a log-in.
ALLAUTH_OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
}
#: Any value that a converter takes; nothing of that name exists.
SAMPLES: dict[str, Any] = {
    "number": 0,
    "name": "checkpoint",
    "token": "A" * 43,
    "ref": "none_0000000000000000000000000",
    "lang": "en",
    "code": "AAAA-AAAA",
    "key": "x",
    "kind": "csv",
    "pk": 1,
    "uidb36": "1",
}


def routes() -> Iterator[tuple[str, Any]]:
    """(name with namespace, pattern) of the whole URL map."""
    from django.urls import get_resolver

    def walk(resolver: Any, space: str) -> Iterator[tuple[str, Any]]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern, inner)
            else:
                yield f"{space}{pattern.name}", pattern

    yield from walk(get_resolver(), "")


def own() -> dict[str, Any]:
    """Routes of our own apps outside the demo: name → view."""
    return {
        name: pattern.callback
        for name, pattern in routes()
        if pattern.callback.__module__.startswith("ouna.") and name not in DEMO
    }


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouna.web.settings")
    os.environ.setdefault("OUNA_TESTING", "1")
    django.setup()
    for name, view in own().items():
        if name not in ROUTES:
            print(f'    "{name}": {getattr(view, "roles", None)!r},')
