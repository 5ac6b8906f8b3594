"""Sockets, proxies and connections below requests; each can be aborted at once."""
