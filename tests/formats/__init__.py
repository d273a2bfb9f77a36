"""Tests of the formats: each is read back by a tool that it is for."""
