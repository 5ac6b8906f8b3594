"""Resources, language and process hardening, used by every other package."""
