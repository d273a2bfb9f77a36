"""filmdig on Spark DataFrames (extra ``spark``): read pages, merge records.

These names and their arguments are stable within a major version; the modules that they come from are private.
"""

from filmdig.scraper.extraction.spark import read_bodies, read_places
from filmdig.scraper.merging.spark import merge_frame

__all__ = ["merge_frame", "read_bodies", "read_places"]
