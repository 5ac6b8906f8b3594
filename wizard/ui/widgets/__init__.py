"""Parts of the window without product knowledge: every text comes from the caller."""
