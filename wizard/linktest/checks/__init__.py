"""The checks of a link test, one concept a module."""
