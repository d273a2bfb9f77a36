"""Flixster's pages as crawlers' plain text."""
