"""What the product knows: frozen values and pure functions, no input or output.

Start with `address` and `credentials` (reading what people paste), then `faults` (everything
that can be wrong, once), `rights`, `steps`, and `report` with the verdict.
"""
