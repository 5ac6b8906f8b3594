"""All five values together: parsed from the form or from one pasted text."""
