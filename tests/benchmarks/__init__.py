"""How quick, light and steady h2r-link is: ``python -m tests.benchmarks`` prints a table and JSON.

README.md explains each row."""

from __future__ import annotations
