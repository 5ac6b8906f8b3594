"""Tests of what is handed out: gates, packages, installers."""
