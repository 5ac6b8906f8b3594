"""Step 8: the hand-over to Hire2Retire and what to keep."""
