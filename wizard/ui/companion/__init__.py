"""Companion mode: the window as a narrow strip in front of others, with one action at a time."""
