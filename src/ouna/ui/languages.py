"""Which languages an address is shown in: the public side in all, the desks in those kept for them."""

from __future__ import annotations

from django.conf import settings

#: Where people work, not visitors: these pages exist in `DESK_LANGUAGES` alone.
DESKS = ("/desk/", "/accounts/", "/invited/", "/demo/")
#: Visitors' pages whose words are said in those languages alone so far: rather one language than two mixed.
UNTRANSLATED = ("/appeal/sign", "/appeal/support/", "/appeal/again/", "/appeal/link/")


def languages_at(path: str) -> tuple[str, ...]:
    """The language codes in which the page at this path exists, in the order of the menu."""
    every = tuple(code for code, _name in settings.LANGUAGES)
    if not path.startswith((*DESKS, *UNTRANSLATED)):
        return every
    kept = getattr(settings, "DESK_LANGUAGES", every)
    return tuple(code for code in every if code in kept)
