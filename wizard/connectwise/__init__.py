"""The only package that speaks HTTP: to a ConnectWise PSA, once per link test, and to nobody else.

Start with `client` (one request), `company_info` (who answers there, and where keys may go) and
`response_meaning` (what a response means).
"""
