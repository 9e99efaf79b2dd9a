"""Nodes → Markdown."""
