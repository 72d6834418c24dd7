"""Who acts: a frozen value built by `parties` from a user, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field

#: In place of a section's ref: the role holds everywhere.
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the roles held at this moment: pairs of (role, section ref or `*`)."""

    ref: str
    name: str
    roles: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def has(self, role: str, section: str | None = None) -> bool:
        """Whether the role is held: for that section, or, without one, anywhere."""
        if section is None:
            return any(held == role for held, _ in self.roles)
        return (role, section) in self.roles or (role, EVERYWHERE) in self.roles

    def sections(self, role: str) -> frozenset[str]:
        """The sections for which the role is held; `*` among them means all."""
        return frozenset(where for held, where in self.roles if held == role)


#: Periodic work of the installation itself. It holds no role: what needs one, a person does.
SYSTEM = Actor(ref="system", name="Ouna")
