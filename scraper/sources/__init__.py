"""Archived forms on disk, one file each."""
