"""Every known fault: its id, its text, what it affects, and one occurrence of it."""
