"""The optional test ticket: offered, created, read, cleaned up."""
