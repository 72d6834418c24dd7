"""Who may open which page: decorators that each view carries, and the actor of a request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from ouna.log import Actor
from ouna.parties.errors import NotPermitted
from ouna.parties.queries import actor_of

View = Callable[..., HttpResponseBase]

#: What a route asks for when anyone may open it.
ANYONE = "anyone"
#: ... or anyone who is logged in.
MEMBER = "member"


def opened_to(*roles: str) -> Callable[[View], View]:
    """Mark a view with the roles it asks for; tests compare the mark with the permission table."""

    def mark(view: View) -> View:
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return mark


#: For views that show the same to everyone.
public = opened_to(ANYONE)


def actor_of_request(request: HttpRequest) -> Actor | None:
    """Who asks, None if nobody is logged in; asked of the database once a request."""
    if not hasattr(request, "_actor"):
        user = getattr(request, "user", None)
        request._actor = actor_of(user) if user is not None and user.is_authenticated else None  # type: ignore[attr-defined]
    return request._actor  # type: ignore[attr-defined,no-any-return]


def actor_let_in(request: HttpRequest) -> Actor:
    """Who asks, in a view that `require` guards."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def require(*roles: str) -> Callable[[View], View]:
    """Let in who holds one of `roles` in any section (no role named: anyone logged in); sets `request.actor`.

    Which section's rows are shown is decided by the query, from the actor. Nobody logged in: the log-in page.
    Raises: NotPermitted.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of_request(request)
            if actor is None:
                return redirect_to_login(request.get_full_path())
            if roles and not any(held in roles for held, _ in actor.roles):
                raise NotPermitted()
            request.actor = actor  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return opened_to(*(roles or (MEMBER,)))(checked)

    return decorate
