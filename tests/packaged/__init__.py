"""Tests of the packages: gates, contents, installers."""
