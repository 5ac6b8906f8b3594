"""All five values from one pasted text: notes, files, scripts, mail, tables."""
