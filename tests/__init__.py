"""Tests of h2r-link."""
