"""How fast the link test is, as ratios: ``python -m tests.benchmarks`` prints a table and JSON."""

from __future__ import annotations
