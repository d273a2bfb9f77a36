"""Fuzz all targets, or those named, and report executions, coverage and findings: what ``make fuzz`` runs.

A finding (an exception, more than 2 s, more than 1 GB) is kept in ``tests/fuzz/findings/TARGET``, where the suite replays it.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FINDINGS = Path(__file__).parent / "findings"
#: Megabytes that a target's process may have.
MEMORY = 1024
#: Seconds by the clock after which libFuzzer itself gives an input up: deep in C no alarm of Python's is heard.
CLOCK = 60
_DONE = re.compile(r"stat::number_of_executed_units: (\d+)")
_SEEN = re.compile(r"cov: (\d+) ft: (\d+)")
_NEW = re.compile(r"#(\d+)\s+(?:NEW|REDUCE|INITED)")


def fuzz(name: str, seconds: float, corpus: Path, findings: Path, most: int = 20) -> str:
    """Fuzz one target for so long, or until so many findings; return a line of what came of it."""
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + seconds
    executions = coverage = features = last_new = 0
    before = set(findings.iterdir())
    while (left := end - time.monotonic()) > 1:
        command = [
            *(sys.executable, "-m", "tests.fuzz.one", name, str(corpus), "-max_len=100000", "-len_control=0"),
            *(f"-max_total_time={left:.0f}", f"-rss_limit_mb={MEMORY}", f"-timeout={CLOCK}", "-report_slow_units=1000"),
            *(f"-artifact_prefix={findings}/", "-print_final_stats=1"),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
        for line in done.stderr.splitlines():
            if new := _NEW.search(line):
                last_new = executions + int(new[1])
            if seen := _SEEN.search(line):
                coverage, features = max(coverage, int(seen[1])), max(features, int(seen[2]))
        counted = _DONE.search(done.stderr) or re.search(r"#(\d+)(?!.*#\d)", done.stderr)
        executions += int(counted[1]) if counted else 0
        if done.returncode and len(set(findings.iterdir()) - before) == 0:
            raise SystemExit(f"{name} could not be fuzzed:\n{done.stderr[-3000:]}")
        if done.returncode:
            told = [line for line in done.stderr.splitlines() if re.match(r"[\w.]*(?:Error|Exception|Interrupt)\b", line)]
            print(f"  {name}: {told[-1][:300] if told else 'a finding'}", flush=True)
        if done.returncode and len(set(findings.iterdir()) - before) >= most:
            break
    found = len(set(findings.iterdir()) - before)
    if not any(findings.iterdir()):
        findings.rmdir()
    return f"{name:<18} {executions:>11,} {coverage:>9,} {features:>9,} {last_new:>11,} {found:>9}"


def main() -> int:
    """Fuzz; return 1 if there is any finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="targets (default: all)")
    parser.add_argument("--minutes", type=float, default=15, help="over all targets")
    parser.add_argument("--corpus", type=Path, default=ROOT / ".fuzz", help="a folder that keeps what reached something new")
    parser.add_argument("--findings", type=Path, default=FINDINGS)
    options = parser.parse_args()
    from tests.fuzz import planted, targets

    known = targets.TARGETS | planted.TARGETS  # type: ignore[operator]
    names = options.targets or list(targets.TARGETS)
    print(f"{'target':<18} {'executions':>11} {'branches':>9} {'features':>9} {'last new at':>11} {'findings':>9}", flush=True)
    status = 0
    for name in names:
        corpus = options.corpus / name
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(known[name].seeds()):
            (corpus / f"seed-{number:03}").write_bytes(seed)
        line = fuzz(name, 60 * options.minutes / len(names), corpus, options.findings / name)
        print(line, flush=True)
        status |= not line.endswith(" 0")
    return status


if __name__ == "__main__":
    sys.exit(main())
