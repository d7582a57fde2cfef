"""A file decided as a stream, by a process that loads nothing else: prints its seconds and its peak memory as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from agreement import compiled_agreement

from samsyn.evaluation.many_cases import decide_table


def main(source: Path, target: Path) -> None:
    """Decide the cases of one file into another."""
    start = time.perf_counter()
    report = decide_table(compiled_agreement(), source, target)
    seconds = time.perf_counter() - start
    print(json.dumps({"cases": report.rows, "seconds": seconds, "memory": peak_memory()}))


def peak_memory() -> int:
    """The most bytes this program has held. On Linux `ru_maxrss` also counts what its parent held when it was made."""
    told = Path("/proc/self/status")
    if told.is_file():
        lines = told.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
