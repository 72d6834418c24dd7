"""Passwords of the demo: everyone knows them, so outside the demo they must open nothing."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoPasswordHasher(PBKDF2PasswordHasher):
    """Known to Django only while the demo runs; elsewhere no password fits a hash of this algorithm."""

    algorithm = "demo_only"
    #: The password is printed on the tour: work would protect nothing.
    iterations = 1
