"""Layouts drafted from a site's own pages."""
