"""Reads of `spending`: how requests stand, who reads which, what must hold before a payment."""
