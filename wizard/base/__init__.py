"""What every part of the program stands on: resources, language, process hardening."""
