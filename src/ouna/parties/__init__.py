"""Organisations, sections (one per country), persons, roles, accounts, sealed personal fields.

Promises: every row about a person is read through an `access_*` function or belongs to the reader; no person
holds two of requests, approves, releases; erasing a person destroys the key of all that was sealed for him.
Nouns: organisation, section, user (logs in), role, person (gave something; never logs in).
Records: `personal.erased`; journal facts about users, roles and sections.
"""
