"""Readers of sanctions lists: UN, OFAC, EU, UK, FollowTheMoney and our own table.

Each reads as a stream, trusts nothing, and reports what it could not read with its place.
"""
