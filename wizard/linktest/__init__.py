"""The link test: its checks as a generator of frozen events; it knows no window.

Start with `run`.
"""
