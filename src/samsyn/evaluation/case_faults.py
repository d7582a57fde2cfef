"""What is wrong with a file of cases: every different value that is none of its fact's, and the first row that has it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from samsyn.evaluation.case_columns import ColumnError
from samsyn.evaluation.case_files import TableError

MOST_TOLD: Final = 10
MOST_SOUGHT: Final = 100
"""Different faulty values of a column, in each batch, that are looked for."""

ColumnReader = Callable[[str, pa.Array], object]
"""Reads one column, by name; raises ColumnError at the first value that cannot be read."""


def tell_faults(read: ColumnReader, names: Sequence[str], batches: Iterable[pa.RecordBatch], first_row: int) -> str:
    """The faults of some columns in the words of the user, the first rows first; empty when there are none."""
    first: dict[str, int] = {}
    more: dict[str, int] = {}
    unread = ""
    try:
        for batch in batches:
            for name in names:
                for what, rows in _faults(read, name, batch[name]):
                    first.setdefault(what, first_row + rows[0])
                    more[what] = more.get(what, -1) + len(rows)
            first_row += len(batch)
    except TableError as error:
        unread = f"\n  och längre ner: {error}"
    lines = [
        f"rad {first[what]}, {what}"
        + (f" (och {more[what]} {'rad' if more[what] == 1 else 'rader'} till)" if more[what] else "")
        for what in sorted(first, key=lambda what: first[what])
    ]
    if len(lines) < 2:
        return "".join(lines) + unread
    rest = f"\n  … och {len(lines) - MOST_TOLD} till" if len(lines) > MOST_TOLD else ""
    return f"{len(lines)} olika värden går inte att läsa:\n  " + "\n  ".join(lines[:MOST_TOLD]) + rest + unread


def _faults(read: ColumnReader, name: str, values: pa.Array) -> Iterator[tuple[str, Sequence[int]]]:
    """What is wrong with each different value of a column, and the rows that have it."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    left = pc.unique(values)
    for _ in range(MOST_SOUGHT):
        try:
            read(name, left)
        except ColumnError as error:
            if error.row is None:
                yield str(error), range(len(values))
                return
            yield str(error), pc.indices_nonzero(pc.fill_null(pc.equal(values, left[error.row]), False)).to_pylist()
            left = left.slice(error.row + 1)
        else:
            return
