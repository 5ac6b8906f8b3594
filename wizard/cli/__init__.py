"""The commands, one file each; each has ``run(options) -> int``, the exit code."""
