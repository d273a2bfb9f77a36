"""A run's report: one page for the browser, with everything in it."""

from output.report.build import write
from output.report.findings import Findings

__all__ = ["Findings", "write"]
