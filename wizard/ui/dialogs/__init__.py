"""Dialogs: crash, support file, renewal, saving a file."""
