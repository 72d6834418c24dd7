"""Pages of the treasurer and the auditor."""
