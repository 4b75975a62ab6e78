import gzip
import io
import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cogov.contexts.reports.importing import sources
from cogov.contexts.reports.importing.sources import Table
from cogov.contexts.reports.tests.importing_forms import csv_file, json_file, lines_file, parquet_file, row
from cogov.kernel.errors import Invalid

ROWS = [row(n, words=f"灯 {n}\nsecond line, “quoted”") for n in range(1, 8)]
COLUMNS = ("nr", "words", "same_as")

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def table(path, **more):
    return Table(path, **({"encoding": "utf-8-sig", "columns": COLUMNS} | more))


def rows_of(source, at=None, **more):
    return [each for batch in source.batches(at, **more) for each in batch.rows]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(sources, "BATCH", 3)


@pytest.mark.parametrize("make", [csv_file, json_file, lines_file, parquet_file])
def test_every_kind_of_file_gives_the_same_rows(tmp_path, make):
    found = rows_of(table(make(tmp_path, ROWS)))
    assert [each.place for each in found] == list(range(1, 8))
    assert [(each.values["nr"], each.values["words"]) for each in found] == [(r["nr"], r["words"]) for r in ROWS]


@pytest.mark.parametrize("make", [csv_file, json_file, lines_file, parquet_file])
def test_a_source_goes_on_after_any_batch(tmp_path, make):
    source = table(make(tmp_path, ROWS))
    whole = rows_of(source)
    for batch in source.batches():
        assert rows_of(source, batch.after) == whole[batch.after :]


@pytest.mark.parametrize("make", [csv_file, json_file, lines_file, parquet_file])
def test_rows_can_be_had_by_a_column_that_holds_something(tmp_path, make):
    source = table(make(tmp_path, [*ROWS, row(8, same_as="3"), row(9), row(10, same_as="8")]))
    assert [each.place for each in rows_of(source, having="same_as")] == [8, 10]


def test_compressed_files_are_read_as_they_are(tmp_path):
    path = csv_file(tmp_path, ROWS)
    packed = tmp_path / "rows.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert rows_of(table(packed)) == rows_of(table(path))


def test_a_truncated_archive_ends_in_a_sentence(tmp_path):
    packed = tmp_path / "rows.csv.gz"
    packed.write_bytes(gzip.compress(csv_file(tmp_path, ROWS).read_bytes())[:-20])
    with pytest.raises(Invalid, match="cannot be read further"):
        rows_of(table(packed))


def test_other_encodings_are_named_by_the_map(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes("nr,words,same_as\n1,路灯不亮,\n".encode("gb18030"))
    assert rows_of(table(path, encoding="gb18030"))[0].values["words"] == "路灯不亮"
    assert "letters" in rows_of(table(path))[0].problem
    with pytest.raises(Invalid, match="no encoding"):
        rows_of(table(path, encoding="klingon"))


def test_other_delimiters_are_named_by_the_map(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("nr;words;same_as\n1;a, b;\n")
    assert rows_of(table(path, delimiter=";"))[0].values["words"] == "a, b"


def test_broken_rows_are_told_and_the_others_read(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("nr,words,same_as\n1,a,\n2,a\n3,a,,,\n4,a,\n")
    assert [bool(each.problem) for each in rows_of(table(path))] == [False, True, True, False]
    lines = tmp_path / "rows.jsonl"
    lines.write_text('{"nr": 1}\n{"nr": \n[1]\n{"nr": 4}')
    assert [bool(each.problem) for each in rows_of(table(lines))] == [False, True, True, False]


def test_a_json_array_that_breaks_off_is_not_taken_for_whole(tmp_path):
    path = json_file(tmp_path, ROWS)
    path.write_text(path.read_text()[:-30])
    with pytest.raises(Invalid, match="breaks off"):
        rows_of(table(path))


@given(st.lists(st.dictionaries(st.text(max_size=5), plain, max_size=4), max_size=6), st.integers(1, 40))
def test_a_json_array_is_the_same_in_pieces_of_any_size(values, size):
    before, sources.CHUNK = sources.CHUNK, size
    try:
        for indent in (None, 1):
            text = io.StringIO(json.dumps(values, indent=indent))
            assert list(sources._elements(text)) == values
    finally:
        sources.CHUNK = before


@pytest.mark.parametrize("make", [csv_file, parquet_file])
def test_a_column_that_the_map_reads_has_to_be_there(tmp_path, make):
    with pytest.raises(Invalid, match="no column “colour”"):
        rows_of(table(make(tmp_path, ROWS), columns=("nr", "colour")))


def test_what_is_no_table_is_refused(tmp_path):
    with pytest.raises(Invalid, match="no file"):
        table(tmp_path / "rows.csv")
    (tmp_path / "rows.xls").write_bytes(b"x")
    with pytest.raises(Invalid, match="not CSV"):
        table(tmp_path / "rows.xls")
    (tmp_path / "rows.parquet").write_bytes(b"x")
    with pytest.raises(Invalid, match="not a Parquet"):
        table(tmp_path / "rows.parquet")
