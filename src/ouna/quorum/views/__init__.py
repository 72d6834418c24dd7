"""Pages of the trustees: their desk, their keys, their ceremonies, and what the public sees of them."""

from ouna.quorum.views.ceremonies import lost, signers
from ouna.quorum.views.desk import desk, document
from ouna.quorum.views.keys import keys
from ouna.quorum.views.public import public
from ouna.quorum.views.succession import succession

__all__ = ["desk", "document", "keys", "lost", "public", "signers", "succession"]
