"""Check the floors of line and branch coverage: `python -m tests.coverage_floors`, after `coverage run`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLOORS = {"lines": 97.0, "branches": 90.0}


def shares() -> dict[str, float]:
    """Return the percentages of lines and branches that were reached."""
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=False)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run([*coverage, "json", "--quiet", "-o", str(report)], cwd=ROOT, check=True)
        totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    return {
        "lines": 100 * totals["covered_lines"] / totals["num_statements"],
        "branches": 100 * totals["covered_branches"] / totals["num_branches"],
    }


def main() -> None:
    """Print the percentages; return 1 if one is below its floor."""
    found = shares()
    for name, share in found.items():
        print(f"{name}: {share:.2f} % (floor {FLOORS[name]:.0f} %)")
    below = [name for name, share in found.items() if share < FLOORS[name]]
    if below:
        sys.exit(f"too few {' and '.join(below)} are reached: `coverage report` names them")


if __name__ == "__main__":
    main()
