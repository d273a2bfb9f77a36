"""Reads one capture into a record, purely: no network, no clock, no disk."""
