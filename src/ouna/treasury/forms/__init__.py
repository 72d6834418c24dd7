"""Forms of the treasurer's and the auditor's pages."""
