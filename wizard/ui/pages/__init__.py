"""Pages of the window, one module per step."""
