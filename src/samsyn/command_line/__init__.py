"""`samsyn`: the command line. Everything it says to people is Swedish; `--json` gives the same as data.

Exit status: 0 done; 1 something was found (problems, findings, changed answers); 2 what was asked for could not be done.
"""

import errno
import sys
from collections.abc import Sequence
from pathlib import Path

from samsyn.command_line.arguments import parse
from samsyn.command_line.sayings import NotPossibleError, note
from samsyn.documents.problems import Problem
from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.receipt import UnreadableReceiptError
from samsyn.facts.case import FactError
from samsyn.money.amount import MoneyError
from samsyn.rules.library import FaultyTextError, NotFoundError

FOUND, NOT_POSSIBLE = 1, 2
_REASONS = {
    errno.ENOENT: "den finns inte",
    errno.EISDIR: "det är en mapp",
    errno.ENOTDIR: "det är ingen mapp",
    errno.EACCES: "du får inte öppna den",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken går inte att skriva på",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parse(sys.argv[1:] if argv is None else argv)
    try:
        status: int = arguments.run(arguments)
    except FaultyTextError as error:
        note("texten har fel och kan inte användas:\n" + "\n".join(str(problem) for problem in _first(error.problems)))
    except ImpossibleCaseError as error:
        note(f"uppgifterna går inte ihop: {error}")
    except (NotFoundError, FactError, UnreadableReceiptError, NotPossibleError, MoneyError) as error:
        note(str(error))
    except BrokenPipeError:
        sys.stdout = None  # whoever read has had enough; nothing more is written
        return 0
    except OSError as error:
        note(f"{error.filename or 'filen'} går inte att använda: {_why(error)}")
    except KeyboardInterrupt:
        note("avbrutet; inget är ändrat")
    else:
        return status
    return NOT_POSSIBLE


def _why(error: OSError) -> str:
    folder = Path(error.filename).parent if isinstance(error.filename, str) else Path()
    if error.errno == errno.ENOENT and not folder.exists():
        return f"mappen {folder} finns inte"
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def _first(problems: Sequence[Problem]) -> Sequence[Problem]:
    return problems[:10]
