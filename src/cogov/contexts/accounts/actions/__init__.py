"""Writes of the accounts, by use case: people, staff's proofs, consents, erasure."""
