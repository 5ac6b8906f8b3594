"""The link test as a generator of frozen events, independent of the window.

Start with `run`.
"""
