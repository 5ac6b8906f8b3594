"""The only package that speaks HTTP: to a ConnectWise PSA, once per link test, and to nobody else.

Start with `client` (one request), `lookup` (who answers there, and where keys may go) and `replies`
(what an answer means).
"""
