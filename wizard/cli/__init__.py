"""The commands, one module each, with ``run(options) -> int`` returning the exit code."""
