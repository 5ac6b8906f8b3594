"""The link test: nine checks as a generator of frozen events, without threads' or windows' knowledge.

Start with `run`.
"""
