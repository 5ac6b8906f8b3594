"""What the user keeps or sends: records, sheets, calendar files, support files, messages."""
