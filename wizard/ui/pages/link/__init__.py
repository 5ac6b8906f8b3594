"""Step 7: the five values, the link test and the test ticket."""
