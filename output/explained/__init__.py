"""An explanation as one HTML file: the record beside the page, linked both ways. The page runs no script and fetches nothing."""

from filmdig.output.explained.build import as_html

__all__ = ["as_html"]
