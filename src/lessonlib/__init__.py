"""Helpers for lessons that run."""
