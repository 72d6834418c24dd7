"""What can be wrong with a statement, a key or a signature."""

from __future__ import annotations

from ouna.core.errors import Refused


class StatementInvalid(Refused):
    """This is not a statement that can be signed."""

    code = "statement_invalid"
    next_step = "Begin the signing anew."


class KeyInvalid(Refused):
    """This is not a public key that can sign statements."""

    code = "signing_key_invalid"
    next_step = "Make a new key, with another device if need be."


class SignatureRefused(Refused):
    """The signature does not count; `what` says why in one sentence."""

    code = "signature_refused"
    next_step = "Sign again with a key that is in force, on the signing page itself."

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
