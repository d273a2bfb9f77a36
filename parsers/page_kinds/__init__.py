"""Recognize pages that are not about a film."""
