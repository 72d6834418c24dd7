"""Invitation, one's own account, and the administrator's list of accounts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from ouna.core.errors import Refused
from ouna.log import Actor
from ouna.parties import actions, mail, queries
from ouna.parties.errors import InvitationInvalid
from ouna.parties.forms import InviteForm, MeForm, RoleForm, WelcomeForm
from ouna.parties.invitations import user_of_token
from ouna.parties.models import User
from ouna.parties.passkeys import named_origin
from ouna.parties.permissions import public, require
from ouna.parties.roles import ROLE_NAMES, ROLE_NOTES, WITH_DESK


@public
@sensitive_post_parameters("password")
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Set name and password, and be logged in."""
    user = user_of_token(token)
    form = WelcomeForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(
                by=queries.actor_of(user),
                user=user,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except InvitationInvalid:
            raise
        except Refused as refused:
            form.add_error("password", f"{_(str(refused))} {_(str(refused.next_step))}")
        else:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("parties:me")
    response = render(request, "parties/invited.html", {"form": form, "invited": user})
    # The token is in the address: no other site may see it. "no-referrer" would make browsers post
    # `Origin: null`, which the protection of forms refuses.
    response["Referrer-Policy"] = "same-origin"
    return response


@require()
def me(request: HttpRequest) -> HttpResponse:
    """Name, language, password, passkeys, roles."""
    user: User = request.user  # type: ignore[assignment]
    form = MeForm(request.POST or None, initial={"name": user.name, "lang": user.lang})
    if request.method == "POST" and form.is_valid():
        actions.rename_user(by=_actor(request), user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("parties:me")
    roles = user.roles.select_related("section")
    keys = user.authenticator_set.filter(type="webauthn").count()  # type: ignore[attr-defined]
    passkeys_url = named_origin(request.scheme or "http", request.get_host()) + reverse("mfa_list_webauthn")
    context = {"form": form, "roles": roles, "keys": keys, "passkeys_url": passkeys_url}
    return render(request, "parties/me.html", context)


@require("administrator")
def people(request: HttpRequest) -> HttpResponse:
    """All accounts, and the form that invites one more."""
    form = InviteForm(request.POST or None, initial={"lang": get_language()})
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.add_user(by=_actor(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", f"{_(str(refused))} {_(str(refused.next_step))}")
        else:
            _invite(request, user)
            return redirect("parties:user", user.ref)
    found = queries.access_users(_actor(request))
    return render(request, "parties/people.html", {"form": form, "people": found})


@require("administrator")
def person_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One account: roles, invitation, stop."""
    actor = _actor(request)
    user = queries.access_user(actor, ref)
    form = RoleForm(request.POST if "give" in request.POST else None, lang=get_language() or "en")
    if request.method == "POST":
        try:
            if _change(request, actor, user, form):
                return redirect("parties:user", user.ref)
        except Refused as refused:
            messages.error(request, f"{_(str(refused))} {_(str(refused.next_step))}")
            return redirect("parties:user", user.ref)
    context = {
        "form": form,
        "person": user,
        "own": user.ref == actor.ref,
        "roles": list(user.roles.all()),
        "notes": [(ROLE_NAMES[role], ROLE_NOTES[role]) for role in WITH_DESK],
        "section_hint": _("Administrator and partner are never bound to one section."),
        "crumbs_items": [(_("People"), reverse("parties:people")), (user.name, "")],
    }
    return render(request, "parties/user.html", context)


def _change(request: HttpRequest, actor: Actor, user: User, form: RoleForm) -> bool:
    """Do what the pressed button says; False when the form needs another look."""
    wish = request.POST
    if "give" in wish:
        if not form.is_valid():
            return False
        actions.give_role(by=actor, user=user, **form.cleaned_data)
    elif "take" in wish:
        role, _sep, section = wish["take"].partition("|")
        held = user.roles.select_related("section").filter(role=role, section__ref=section or None).first()
        if held is not None:
            actions.take_role(by=actor, user=user, role=role, section=held.section)
    elif "stop" in wish:
        actions.stop_user(by=actor, user=user)
    elif "restore" in wish:
        actions.restore_user(by=actor, user=user)
    elif "invite" in wish and not user.has_usable_password():
        _invite(request, user)
    return True


def _invite(request: HttpRequest, user: User) -> None:
    coalition = queries.coalition()
    name = coalition.names.best(user.lang)[1] if coalition else "Ouna"
    if mail.send_invitation(user, name):
        messages.success(request, _("The invitation was sent."))
    else:
        messages.error(
            request,
            _(
                "The mail server did not take the invitation. "
                "Check EMAIL_URL, then send it again from this page."
            ),
        )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
