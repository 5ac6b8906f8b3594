"""The pages of the window, one file each, named as the step."""
