"""Controllers between pages and the rest: background work, open connection, vault, tests."""
