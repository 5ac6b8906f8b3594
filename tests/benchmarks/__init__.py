"""How quick, light and steady h2r-link is: ``python -m tests.benchmarks`` prints a table and JSON.

README.md tells what each row means.
"""

from __future__ import annotations
