"""HTTP client of ConnectWise PSA; the only package that sends requests.

Start with `client` (one request), `company_info` (who answers there, and where keys may go) and
`response_meaning` (what a response means).
"""
