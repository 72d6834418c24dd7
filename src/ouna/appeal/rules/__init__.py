"""Pure decisions about the appeal."""
