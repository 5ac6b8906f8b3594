"""One value at a time: Company ID, keys and Client ID, cleaned and classified."""
