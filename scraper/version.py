"""The distribution's version, in the one place that pyproject.toml reads it from."""

VERSION = "0.1.0"
