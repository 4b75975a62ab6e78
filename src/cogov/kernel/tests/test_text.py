import sqlite3
import subprocess
import sys

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogov.kernel import text

anything = st.text(max_size=60)
mixed = st.text("abcé3eE5 路灯不亮窨井盖A区,.，。'\"*:&|!()-_½ßς한国が𫠝\u0301\u0915\u093e\x00", max_size=40)


@pytest.fixture(scope="module")
def index():
    """A real FTS5 table and its vocabulary."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='unicode61')")
    db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(texts, 'instance')")
    yield db
    db.close()


def as_indexed(given_text):
    return " ".join(text.index_words(given_text))


def filed(index, *bodies):
    index.execute("DELETE FROM texts")
    index.executemany("INSERT INTO texts (rowid, body) VALUES (?, ?)", list(enumerate(map(as_indexed, bodies))))


def found(index, query):
    expression = " ".join(f'"{word}"' for word in text.needed_words(query))
    if not expression:
        return []
    rows = index.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid", (expression,))
    return [row for (row,) in rows]


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Pothole on Main St., near No. 12!", ["pothole", "on", "main", "st", "near", "no", "12"]),
        ("ＡＢＣ１２３　路灯", ["abc123", "路灯"]),
        ("Café don't STRASSE straße", ["cafe", "dont", "strasse", "strasse"]),
        ("streets branches properties glass bus", ["street", "branch", "property", "glass", "bus"]),
        ("A3区杜鹃文苑小区", ["a3", "区", "杜鹃", "文苑", "小区"]),
        ("大学生", ["大学", "学生", "大学生"]),
        ("路燈壞了", ["路燈", "壞", "了"]),
        ("हिन्दी 한국어 русский", ["हिन्दी", "한국어", "русскии"]),
        ("...！？", []),
        ("", []),
    ],
)
def test_words_of_many_scripts(given_text, expected):
    assert text.words(given_text) == expected


def test_telling_words_leave_out_what_every_text_has():
    assert text.telling_words("The streetlight in our street 坏了，路灯 不亮") == [
        "streetlight",
        "street",
        "路灯",
        "不亮",
    ]


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_english_is_cut_like_any_other_script(given_text):
    assert [*text.words(given_text), "路"] == text.words(given_text + " 路")


@given(anything)
def test_words_do_not_depend_on_width_or_case(given_text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in given_text)
    straight = given_text.replace("'", " ")
    assert text.words(wide.replace("\uff07", " ")) == text.words(straight)
    assert text.words(text.folded(given_text)) == text.words(given_text)


@given(st.lists(mixed | anything, min_size=1, max_size=5))
@settings(max_examples=200)
@example(["1e5th 2e3路", "Ǆ ŉ ﬀ", "\ud800", "x" * 5000])
def test_fts5_splits_the_index_text_exactly_where_we_did(index, bodies):
    filed(index, *bodies)
    for row, body in enumerate(bodies):
        terms = index.execute("SELECT term FROM vocabulary WHERE doc = ? ORDER BY offset", (row,))
        assert [term for (term,) in terms] == text.index_words(body)


@given(mixed | anything)
@settings(max_examples=300)
@example('" OR 1 * NEAR(a b) -c ^d {e} col:f')
@example("'; DROP TABLE texts; --")
@example("AND OR NOT")
@example("x" * 5000)
def test_no_query_is_an_error_or_an_operator_in_fts5(index, query):
    filed(index, query, "")
    assert 1 not in found(index, query)
    assert found(index, query) == ([0] if text.search_words(query) else [])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the suite runs on SQLite")
@pytest.mark.django_db
@given(st.lists(mixed | anything, min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
@example(["1e5th 2e3路", "Ǆ ŉ ﬀ", "\ud800", "x" * 5000, "3.5.1 a@b.cn http://a.cn/b -5 <b>"])
def test_postgresql_splits_the_index_text_exactly_where_we_did(bodies):
    for body in bodies:
        filed_words = as_indexed(body)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", [filed_words])
            assert set(cursor.fetchone()[0]) == set(filed_words.split())
            if query := " & ".join(f"'{word}'" for word in text.needed_words(body)):
                cursor.execute("SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [filed_words, query])
                assert cursor.fetchone()[0]


@given(mixed | anything)
def test_every_word_for_a_database_is_letters_and_digits_within_its_limit(given_text):
    for word in text.index_words(given_text):
        assert word.isalnum()
        assert len(word.encode()) < 2046


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("路灯", [0]),
        ("井盖", [1]),
        ("窨井盖", [1]),
        ("人民政府", [2]),
        ("政府 市民", [2]),
        ("street lights", [3]),
        ("STREET LIGHT", [3]),
        ("the light", [3]),
        ("路灯 井盖", []),
        ("的", []),
        ("", []),
    ],
)
def test_search_finds_words_inside_longer_ones(index, query, rows):
    filed(
        index,
        "小区门口路灯不亮了",
        "窨井盖破损",
        "希望市人民政府为市民解决",
        "Two street lights are out",
    )
    assert found(index, query) == rows


def test_a_query_of_stop_words_only_still_asks_for_them():
    assert text.search_words("the the") == ["the"]
    assert text.search_words("the broken hydrant") == ["broken", "hydrant"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "－"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(start):
    assert text.safe_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-71.05, "-71.05"), ("-71.05", "-71.05"), ("+1e5", "+1e5"), (None, ""), ("路灯", "路灯"), (True, "True")],
)
def test_plain_values_stay_what_they_are_in_a_spreadsheet(value, cell):
    assert text.safe_cell(value) == cell


def test_a_snippet_marks_the_hits_in_the_text_as_it_was_written():
    parts = text.snippet("Ｓtreetlights: two STREETS dark, 路灯不亮", "street 路灯")
    assert [part.text for part in parts if part.marked] == ["STREETS", "路灯"]
    assert "".join(part.text for part in parts) == "Ｓtreetlights: two STREETS dark, 路灯不亮"


def test_a_snippet_of_a_long_text_stands_around_the_first_hit():
    parts = text.snippet("字" * 500 + "路灯坏了" + "字" * 500, "路灯", length=80)
    whole = "".join(part.text for part in parts)
    assert whole.startswith("…字")
    assert whole.endswith("字…")
    assert "路灯坏了" in whole
    assert len(whole) <= 82


@given(mixed | anything, mixed | anything, st.integers(1, 50))
def test_a_snippet_is_a_piece_of_the_text(given_text, query, length):
    parts = text.snippet(given_text, query, length=length)
    whole = "".join(part.text for part in parts)
    assert whole.removeprefix("…").removesuffix("…") in given_text or whole in given_text
    assert all(part.text for part in parts)
    assert len(whole) <= length + 2


def test_the_dictionary_is_not_read_before_text_is_cut():
    program = "import sys, cogov.kernel.text; sys.exit('rjieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
