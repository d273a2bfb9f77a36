"""An explanation as one HTML file: the record beside the page, linked both ways. Nothing of the page runs, nothing is fetched."""

from filmdig.output.explained.build import as_html

__all__ = ["as_html"]
