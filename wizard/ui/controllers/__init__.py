"""What the pages act through: background work, the open connection, vault and tests."""
