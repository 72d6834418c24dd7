"""Pages of the pact: for everyone, and at the desk."""

from ouna.pact.views.closing import closing
from ouna.pact.views.commitments import commitment, new_commitment
from ouna.pact.views.desk import checklist, desk, start
from ouna.pact.views.public import page
from ouna.pact.views.texts import text, texts

__all__ = ["checklist", "closing", "commitment", "desk", "new_commitment", "page", "start", "text", "texts"]
