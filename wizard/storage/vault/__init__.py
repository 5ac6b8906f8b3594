"""Secrets in the system's vault, one entry per value, each bound to its host."""
