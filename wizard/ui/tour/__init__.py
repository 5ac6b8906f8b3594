"""Walks the whole wizard and takes a screenshot of every page."""
