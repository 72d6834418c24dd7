"""Writes of the pact: its texts, what was promised, the checklist, building start."""

from ouna.pact.actions.checklist import add_point, answer_point, ask_gate, remove_point, start_checklist
from ouna.pact.actions.closing import propose_closing, withdraw_closing
from ouna.pact.actions.commitments import (
    add_commitment,
    confirm_commitment,
    drop_commitment,
    edit_commitment,
    mark_reminded,
    report_commitment,
)
from ouna.pact.actions.texts import begin_agreement, edit_agreement, put_to_signers, set_frame

__all__ = [
    "add_commitment",
    "add_point",
    "answer_point",
    "ask_gate",
    "begin_agreement",
    "confirm_commitment",
    "drop_commitment",
    "edit_agreement",
    "edit_commitment",
    "mark_reminded",
    "propose_closing",
    "put_to_signers",
    "remove_point",
    "report_commitment",
    "set_frame",
    "start_checklist",
    "withdraw_closing",
]
