"""Columns of many cases as codes: each value of the vocabulary told apart once, not once a case.

A column of words becomes a list of its different words and an index a case; only the different words are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS, kind_of_day
from samsyn.evaluation.column_walk import Codes, Column
from samsyn.facts.case import UNKNOWN_WORDS, FactError, read_fact
from samsyn.facts.values import MINUTES_A_DAY, NO, YES, YES_NO, Choice, TimeOfDay, Value, Whole
from samsyn.facts.vocabulary import Fact, Vocabulary

Values: TypeAlias = Any
"""A column as it comes: a pyarrow Array or ChunkedArray (words, whole numbers, yes/no; null = unknown), or a numpy array.

Whole numbers in a numpy array for a choice are the positions of its values in the vocabulary, -1 = unknown.
"""

MOMENT: Final = "at"
"""The column with the moment of each case, as ISO 8601."""

MOMENT_FACTS: Final = frozenset(("veckodag", "helgdag", "helgdag_dagen_fore", "klockslag"))

_BAD: Final = -1
_LARGEST_RANGE: Final = 1 << 16
_EPOCH: Final = date(1970, 1, 1)
_NEEDS: Final = "skriv som 2026-05-03T02:30"


class ColumnError(Exception):
    """A column that cannot be read as a fact. The message is Swedish; `row` counts cases from 0, None for all."""

    def __init__(self, column: str, row: int | None, what: str) -> None:
        super().__init__(f"kolumnen ”{column}”: {what}")
        self.column = column
        self.row = row
        self.what = what


@dataclass(frozen=True)
class FactCode:
    """How one fact's values become codes: the class of each value, and that of the unknown.

    A fact that nothing tests has one class: its values are still read, so that a faulty one is told.
    """

    fact: Fact
    classes: Mapping[Value | None, int]

    def of(self, value: Value | None) -> int:
        """The class of a value; a value that is none of the fact's is unknown."""
        return self.classes.get(value, self.unknown)

    @property
    def asked(self) -> bool:
        """Whether the fact can matter, if only to what is possible."""
        return len(self.classes) > 1

    @property
    def unknown(self) -> int:
        """The class of the unknown."""
        return self.classes[None]


def fact_codes(vocabulary: Vocabulary, asked: Sequence[tuple[str, Mapping[Value | None, int]]]) -> dict[str, FactCode]:
    """How each fact of the vocabulary becomes codes for an automaton that asks some of them."""
    known = dict(asked)
    return {name: FactCode(fact, known.get(name, {None: 0})) for name, fact in vocabulary.facts.items()}


def code_column(vocabulary: Vocabulary, name: str, code: FactCode, values: Values) -> Column:
    """A column of one fact in code. Raises ColumnError at the first value the vocabulary does not have."""
    domain = code.fact.domain
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu" and isinstance(domain, Choice):
        return _positions(name, code, values)
    values = _array(values)
    kind = values.type
    if pa.types.is_null(kind):
        return Column(np.zeros(len(values), np.uint8), [code.unknown], code.unknown)
    if isinstance(domain, Whole):
        values = _as_numbers(name, code.fact, values)
        if pa.types.is_integer(values.type):
            return _numbers(name, code, domain, values)
    elif pa.types.is_boolean(kind) and domain == YES_NO:
        values = pa.DictionaryArray.from_arrays(values.cast(pa.int8()), pa.array([NO, YES]))
    if pa.types.is_dictionary(values.type):
        return _words(vocabulary, name, code, values)
    if _is_text(kind) or pa.types.is_integer(kind):
        return _words(vocabulary, name, code, pc.dictionary_encode(values))
    raise ColumnError(name, None, f"typen {kind} kan inte läsas som {code.fact.name} – skriv värdena som text")


def _array(values: Values) -> pa.Array:
    """A column as one array."""
    if isinstance(values, np.ndarray):
        values = pa.array(values, from_pandas=True)
    if isinstance(values, pa.ChunkedArray):
        values = values.unify_dictionaries().combine_chunks()
    return values


def _as_numbers(name: str, fact: Fact, values: pa.Array) -> pa.Array:
    """Times of day as minutes, and what is kept as floating point as whole numbers; the rest as it is."""
    if pa.types.is_time(values.type) and isinstance(fact.domain, TimeOfDay):
        return pc.divide(values.cast(pa.time32("s"), safe=False).cast(pa.int32()), 60)
    return _whole(name, fact, values) if pa.types.is_floating(values.type) else values


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _positions(name: str, code: FactCode, codes: NDArray[Any]) -> Column:
    """A choice already given as positions in the vocabulary; -1 is unknown."""
    values = tuple(code.fact.domain)
    if len(codes) and (codes.min() < _BAD or codes.max() >= len(values)):
        row = int(np.flatnonzero((codes < _BAD) | (codes >= len(values)))[0])
        what = f"{codes[row]} är ingen plats bland värdena för {code.fact.name}, som är {len(values)}"
        raise ColumnError(name, row, what)
    classes = [code.of(value) for value in values]
    if codes.dtype.kind == "i" and len(codes) and codes.min() < 0:
        wide = codes if len(values) <= np.iinfo(codes.dtype).max else codes.astype(np.int32)
        return Column(np.where(wide < 0, len(values), wide), [*classes, code.unknown], code.unknown)
    return Column(codes, classes, code.unknown)


def _words(vocabulary: Vocabulary, name: str, code: FactCode, column: pa.DictionaryArray) -> Column:
    words = column.dictionary.to_pylist()
    classes = [code.unknown] * (len(words) + 1)
    faulty: dict[int, str] = {}
    for index, word in enumerate(words):
        try:
            classes[index] = code.of(_value(vocabulary, code.fact, word))
        except FactError as error:
            faulty[index] = str(error)
    codes = _filled(column.indices, len(words))
    if faulty:
        rows = np.flatnonzero(np.isin(codes, list(faulty)))
        if len(rows):
            raise ColumnError(name, int(rows[0]), faulty[int(codes[rows[0]])])
    return Column(codes, classes if column.indices.null_count else classes[:-1], code.unknown)


def _value(vocabulary: Vocabulary, fact: Fact, word: object) -> Value | None:
    """The value of one word; None when it says that it is unknown. Raises FactError."""
    if word is None:
        return None
    text = str(word).strip()
    if text in UNKNOWN_WORDS:
        return None
    domain = fact.domain
    if isinstance(domain, Whole):
        digits = text.removesuffix(".0") if not isinstance(domain, TimeOfDay) else text
        number = Whole(domain.low, domain.high).read(digits)
        if number is not None:
            return number
    return read_fact(vocabulary, fact.id, text)[1]


def _filled(indices: pa.Array, unknown: int) -> Codes:
    """Indices with the code of the unknown where there is none."""
    if indices.null_count:
        if unknown > np.iinfo(indices.type.to_pandas_dtype()).max:
            indices = indices.cast(pa.int32())
        indices = pc.fill_null(indices, unknown)
    return cast("Codes", indices.to_numpy(zero_copy_only=False))


def _whole(name: str, fact: Fact, values: pa.Array) -> pa.Array:
    """Numbers kept as floating point (as pandas keeps whole numbers with gaps); NaN is unknown."""
    numbers = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    try:
        return numbers.cast(pa.int64())
    except pa.ArrowInvalid:
        rows = pc.indices_nonzero(pc.fill_null(pc.not_equal(pc.floor(numbers), numbers), False))
        row = rows[0].as_py() if len(rows) else 0
        raise ColumnError(name, row, f"”{values[row]}” är inget värde för {fact.name} – {_range(fact)}") from None


def _range(fact: Fact) -> str:
    domain = cast("Whole", fact.domain)
    return f"skriv ett heltal från {domain.low} till {domain.high}"


def _numbers(name: str, code: FactCode, domain: Whole, column: pa.Array) -> Column:
    """Whole numbers: their distance from the lowest is their code."""
    extremes = pc.min_max(column)
    low, high = extremes["min"].as_py(), extremes["max"].as_py()
    if low is not None and (low < domain.low or high > domain.high):
        outside = pc.or_(pc.less(column, domain.low), pc.greater(column, domain.high))
        row = pc.indices_nonzero(pc.fill_null(outside, False))[0].as_py()
        raise ColumnError(name, row, f"”{column[row]}” är inget värde för {code.fact.name} – {_range(code.fact)}")
    size = len(domain)
    if size >= _LARGEST_RANGE:
        return _large_numbers(code, column)
    numbers = pc.fill_null(column.cast(pa.int64()), domain.low + size) if column.null_count else column
    codes = numbers.to_numpy(zero_copy_only=False)
    if domain.low or codes.dtype.itemsize > 2:
        codes = np.subtract(codes, domain.low, dtype=np.int64).astype(np.uint16)
    classes = [code.of(value) for value in domain]
    return Column(codes, [*classes, code.unknown] if column.null_count else classes, code.unknown)


def _large_numbers(code: FactCode, column: pa.Array) -> Column:
    """Numbers of a wide range: only those that occur are looked up."""
    encoded = pc.dictionary_encode(column)
    classes = [code.of(number) for number in encoded.dictionary.to_pylist()]
    return Column(_filled(encoded.indices, len(classes)), [*classes, code.unknown], code.unknown)


def moments(name: str, codes: Mapping[str, FactCode], values: Values) -> dict[str, Column]:
    """The facts that each case's moment settles, in code: weekday, holiday, holiday the day before, time of day.

    A moment with a zone is turned into Swedish time; one without is Swedish time. Null or empty is unknown.
    """
    minutes = _swedish_minutes(name, values)
    known = pc.is_valid(minutes).to_numpy(zero_copy_only=False)
    first = pc.min(minutes).as_py() or 0
    whole = pc.fill_null(minutes, first).to_numpy(zero_copy_only=False)
    day = whole // MINUTES_A_DAY - first // MINUTES_A_DAY
    met = np.bincount(day, minlength=1) > 0  # a sort-free np.unique: the days of one file lie near each other
    dates = [_EPOCH + timedelta(days=int(number) + first // MINUTES_A_DAY) for number in np.flatnonzero(met)]
    place = np.where(known, (np.cumsum(met) - 1)[day], len(dates))
    told: dict[str, list[Value]] = {
        "veckodag": [WEEKDAYS[day.weekday()] for day in dates],
        "helgdag": [kind_of_day(day).value for day in dates],
        "helgdag_dagen_fore": [kind_of_day(day - timedelta(days=1)).value for day in dates],
    }
    made = {
        fact: Column(place, [*(codes[fact].of(value) for value in days), codes[fact].unknown], codes[fact].unknown)
        for fact, days in told.items()
        if fact in codes
    }
    if "klockslag" in codes:
        clock = codes["klockslag"]
        minute = np.where(known, whole % MINUTES_A_DAY, MINUTES_A_DAY).astype(np.uint16)
        classes = [*(clock.of(value) for value in range(MINUTES_A_DAY)), clock.unknown]
        made["klockslag"] = Column(minute, classes, clock.unknown)
    return made


def first_known(said: Column, otherwise: Column, unknown: int) -> Column:
    """One column from two of the same fact: what is said, and where that is unknown, what is known otherwise."""
    codes = np.where(
        said.classes[said.codes] == unknown, otherwise.codes.astype(np.int32) + len(said.classes), said.codes
    )
    return Column(codes, np.concatenate((said.classes, otherwise.classes)), unknown)


def _swedish_minutes(name: str, values: Values) -> pa.Array:
    """Minutes since 1970 by the Swedish clock, null where unknown."""
    values = _array(values)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_null(values.type):
        return values.cast(pa.int64())
    if _is_text(values.type):
        return _read_moments(name, values)
    if not pa.types.is_timestamp(values.type):
        raise ColumnError(name, None, f"typen {values.type} är ingen tidpunkt – {_NEEDS}")
    return _minutes_of_seconds(
        values.cast(pa.timestamp("s", values.type.tz), safe=False).cast(pa.int64()), zoned=values.type.tz is not None
    )


def _minutes_of_seconds(seconds: pa.Array, *, zoned: bool) -> pa.Array:
    """Whole minutes since 1970 by the Swedish clock, from seconds by that clock or, when `zoned`, in UTC."""
    counted = pc.fill_null(seconds, 0).to_numpy(zero_copy_only=False)
    if zoned:  # the clock is only ever put forward or back on a whole hour in UTC
        hours, place = np.unique(counted // 3600, return_inverse=True)
        counted = counted + np.array([_ahead(int(hour)) for hour in hours], np.int64)[place]
    return pa.array(counted // 60, mask=pc.is_null(seconds).to_numpy(zero_copy_only=False))


def _ahead(hour: int) -> int:
    """How many seconds Swedish time is ahead of UTC in an hour, counted from 1970."""
    ahead = datetime.fromtimestamp(hour * 3600, UTC).astimezone(STOCKHOLM).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())


def _read_moments(name: str, texts: pa.Array) -> pa.Array:
    texts = pc.if_else(pc.is_in(texts, pa.array(UNKNOWN_WORDS, texts.type)), pa.scalar(None, texts.type), texts)
    shortest = pc.min(pc.utf8_length(texts)).as_py()
    if shortest is not None and shortest >= len("2026-05-03T02:30"):
        try:
            return _minutes_of_seconds(texts.cast(pa.timestamp("s")).cast(pa.int64()), zoned=False)
        except pa.ArrowInvalid:
            pass  # zones, fractions or faults: one at a time
    encoded = pc.dictionary_encode(texts)
    minutes: list[int] = []
    for index, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            minutes.append(_minute(text.strip()))
        except ValueError:
            row = pc.index(encoded.indices, pa.scalar(index, encoded.indices.type)).as_py()
            raise ColumnError(name, row, f"”{text}” är ingen tidpunkt – {_NEEDS}") from None
    return pa.array(minutes, pa.int64()).take(encoded.indices)


def _minute(text: str) -> int:
    if len(text) <= len("2026-05-03"):
        raise ValueError(text)
    when = datetime.fromisoformat(text)
    local = when.astimezone(STOCKHOLM).replace(tzinfo=None) if when.tzinfo is not None else when
    return (local - datetime(1970, 1, 1)) // timedelta(minutes=1)  # noqa: DTZ001 (Swedish time, as the column says)
