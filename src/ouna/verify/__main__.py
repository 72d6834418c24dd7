"""`python -m ouna.verify` is `ouna verify`."""

from ouna.verify.command import verify

verify()
