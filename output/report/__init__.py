"""The report of a run: one self-contained HTML page."""

from filmdig.output.report.build import write
from filmdig.output.report.findings import Findings

__all__ = ["Findings", "write"]
