"""Pages of the appeal: for everyone, and at the desk."""
