"""A run's report: one page for the browser, with everything in it."""

from filmdig.output.report.build import write
from filmdig.output.report.findings import Findings

__all__ = ["Findings", "write"]
