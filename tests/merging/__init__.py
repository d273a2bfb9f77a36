"""Tests of merging: invented films."""
