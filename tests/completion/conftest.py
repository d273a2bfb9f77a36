"""pywb, as the archives' tests start it."""

from tests.archives.conftest import pywb

__all__ = ["pywb"]
