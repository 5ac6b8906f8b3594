"""Persistence: drafts and records as private files, secrets in the system's vault.

Start with `drafts` (progress without any secret) and `vault` (the secrets); its `system` opens the
vault of this computer.
"""
