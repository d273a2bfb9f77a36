"""Writes records: one file a format."""
