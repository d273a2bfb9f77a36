"""Layouts learned or drafted from a site's own pages."""
