"""TLS contexts, certificates and why one was refused."""
