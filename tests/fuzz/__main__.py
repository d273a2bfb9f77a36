"""Fuzz all targets, or those named, and report executions, coverage and findings: what ``make fuzz`` runs.

Three rounds share the time. The first has inputs of a file's usual size, whose executions are cheap, until a target has
had enough of them; the second long inputs, which show what grows faster than its input; the third gives what is left to the
targets that still reach new branches. A finding (an exception, more than 2 s, more than 1 GB) is kept in
``tests/fuzz/findings/TARGET``, where the suite replays it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FINDINGS = Path(__file__).parent / "findings"
#: Megabytes that a target's process may have.
MEMORY = 1024
#: Seconds by the clock after which libFuzzer itself gives an input up: deep in C no alarm of Python's is heard.
CLOCK = 60
#: The longest input, and the longest that is usual: seeds may be longer.
LONG, USUAL = 100_000, 4_000
#: Executions of a target in the first round.
ENOUGH = 200_000
#: A target that reached no new branch in so many executions, and in this share of all, has come to its plateau.
QUIET, QUIET_SHARE = 10_000, 0.5
_DONE = re.compile(r"stat::number_of_executed_units: (\d+)")
_RAISED = re.compile(r"[\w.]*(?:[Ee]rror|Exception|Interrupt)(?::|$)")
_EVENT = re.compile(r"#(\d+)\s+[A-Za-z]+\s+cov: (\d+)")


@dataclass
class Progress:
    """How far a target is.

    Attributes:
        name: the target's.
        longest: bytes of its inputs in the first round.
        executions: so far.
        branches: of the code that it reached.
        last_new: the execution at which the last of them was reached.
        found: findings.
    """

    name: str
    longest: int = USUAL
    executions: int = 0
    branches: int = 0
    last_new: int = 0
    found: int = 0

    def take(self, log: str) -> int:
        """Count what libFuzzer's log of a run says; return its executions."""
        for number, branches in _EVENT.findall(log):
            if int(branches) > self.branches:
                self.branches, self.last_new = int(branches), self.executions + int(number)
        counted = _DONE.findall(log) or [number for number, _ in _EVENT.findall(log)]
        executed = int(counted[-1]) if counted else 0
        self.executions += executed
        return executed

    @property
    def quiet(self) -> int:
        """How many executions there were since the last new branch."""
        return self.executions - self.last_new

    def state(self) -> str:
        """Return whether it had enough executions, or no new branch for long, or neither."""
        if self.executions >= ENOUGH:
            return "enough"
        return "plateau" if self.quiet >= max(QUIET, QUIET_SHARE * self.executions) else "time is over"

    def row(self) -> str:
        """Return the target's row of the table."""
        return f"{self.name:<18} {self.executions:>11,} {self.branches:>9,} {self.quiet:>12,} {self.found:>9}  {self.state()}"


HEAD = f"{'target':<18} {'executions':>11} {'branches':>9} {'none new for':>12} {'findings':>9}  ended by"


def fuzz(
    target: Progress, seconds: float, corpora: list[Path], findings: Path, *options: str, runs: int | None = None, most: int = 20
) -> None:
    """Fuzz one target for so long, or for so many executions, or until so many findings.

    Args:
        target: whose progress is counted.
        seconds: by the clock.
        corpora: folders of inputs to begin with; the first keeps what reaches something new.
        findings: where findings are kept.
        options: of libFuzzer.
        runs: executions.
        most: findings.
    """
    findings.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + seconds
    before, already, kept = set(findings.iterdir()), target.executions, 0
    while (left := end - time.monotonic()) > 1:
        command = [
            *(sys.executable, "-m", "tests.fuzz.one", target.name, *map(str, corpora), "-len_control=0"),
            *(f"-max_total_time={left:.0f}", f"-rss_limit_mb={MEMORY}", f"-timeout={CLOCK}", "-report_slow_units=1000"),
            *(f"-artifact_prefix={findings}/", "-print_final_stats=1", *options),
            *([f"-runs={runs - (target.executions - already)}"] if runs else []),
        ]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        executed = target.take(done.stdout)
        new = len(set(findings.iterdir()) - before)
        if done.returncode and not executed:
            raise SystemExit(f"{target.name} could not be fuzzed:\n{done.stdout[-3000:]}")
        if done.returncode:
            raised = [line for line in done.stdout.splitlines() if _RAISED.match(line)] or ["a finding"]
            print(f"  {target.name}, status {done.returncode}: {raised[-1][:300]}", flush=True)
            if new == kept:
                print(f"  which left no input to look at:\n{done.stdout[-2000:]}", flush=True)
        kept = new
        if not done.returncode or new >= most or (runs and target.executions - already >= runs):
            break
    target.found += len(set(findings.iterdir()) - before)
    if not any(findings.iterdir()):
        findings.rmdir()


class Fuzzing:
    """Rounds over some targets, a few at a time.

    Args:
        targets: what is fuzzed.
        corpus: a folder that keeps, by target, what reached something new.
        findings: a folder for findings by target.
        jobs: how many targets are fuzzed at once.
    """

    def __init__(self, targets: list[Progress], corpus: Path, findings: Path, jobs: int) -> None:
        self._targets, self._corpus, self._findings, self._jobs = targets, corpus, findings, jobs

    def usual(self, seconds: float) -> None:
        """Fuzz all with inputs of usual size."""
        self._round(self._targets, seconds, "usual")

    def long(self, seconds: float) -> None:
        """Fuzz all with long inputs, which are not kept: they would make every later execution slow."""
        self._round(self._targets, seconds, "long")

    def rest(self, seconds: float) -> None:
        """Fuzz those that had neither enough executions nor came to their plateau."""
        self._round([target for target in self._targets if target.state() == "time is over"], seconds, "usual")

    def _round(self, targets: list[Progress], seconds: float, how: str) -> None:
        end = time.monotonic() + seconds
        waiting = len(targets)

        def one(target: Progress) -> None:
            nonlocal waiting
            # What others did not need is shared by those that wait.
            share = (end - time.monotonic()) * min(1, self._jobs / max(1, waiting))
            waiting -= 1
            self._fuzz(target, share, how)

        with ThreadPoolExecutor(self._jobs) as pool:
            list(pool.map(one, targets))

    def _fuzz(self, target: Progress, seconds: float, how: str) -> None:
        corpus, findings = self._corpus / target.name, self._findings / target.name
        if how == "long":
            with tempfile.TemporaryDirectory(prefix="filmdig-fuzz-") as kept:
                fuzz(target, seconds, [Path(kept), corpus], findings, f"-max_len={LONG}")
        else:
            runs = max(1, ENOUGH - target.executions)
            fuzz(target, seconds, [corpus], findings, f"-max_len={target.longest}", "-use_counters=0", runs=runs)


def _planted(names: list[str], corpus: Path) -> Iterator[Progress]:
    """Put the targets' seeds into the corpus."""
    from tests.fuzz import planted, targets

    known = targets.TARGETS | planted.TARGETS  # type: ignore[operator]
    for name in names or targets.TARGETS:
        (corpus / name).mkdir(parents=True, exist_ok=True)
        longest = USUAL
        for number, seed in enumerate(known[name].seeds()):
            (corpus / name / f"seed-{number:03}").write_bytes(seed)
            longest = max(longest, len(seed))
        yield Progress(name, longest)


def main() -> int:
    """Fuzz; return 1 if there is any finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="targets (default: all)")
    parser.add_argument("--minutes", type=float, default=15, help="by the clock, over all targets")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="targets at a time (default: the processors)")
    parser.add_argument("--corpus", type=Path, default=ROOT / ".fuzz", help="a folder that keeps what reached something new")
    parser.add_argument("--findings", type=Path, default=FINDINGS)
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    targets = list(_planted(options.targets, options.corpus))
    fuzzing = Fuzzing(targets, options.corpus, options.findings, options.jobs)
    fuzzing.usual(0.6 * 60 * options.minutes)
    fuzzing.long(0.15 * 60 * options.minutes)
    fuzzing.rest(end - time.monotonic())
    print(HEAD, *[target.row() for target in targets], sep="\n")
    print(f"executions: {sum(target.executions for target in targets):,}; findings: {sum(target.found for target in targets)}")
    return int(any(target.found for target in targets))


if __name__ == "__main__":
    sys.exit(main())
