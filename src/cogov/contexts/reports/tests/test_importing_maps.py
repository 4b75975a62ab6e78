import pytest
from django.utils import translation

from cogov.contexts.reports.importing import bundled, mapping
from cogov.contexts.reports.tests.importing_forms import MAP, map_file
from cogov.kernel.errors import Invalid


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("name", sorted(bundled()))
def test_every_map_that_comes_along_is_right(name):
    found = mapping.read(bundled()[name])
    codes = {row["code"] for row in found.categories}
    assert set(found.category.values.values()) <= codes
    assert not found.category.fallback


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("[columns]", "colums = 1\n[columns]", "colums"),
        ('id = "nr"', "", "columns.id"),
        ('lat = "y"', "", "columns.lat"),
        ('closed = "ended"', 'ended = "ended"', "columns.ended"),
        ('source = "elsewhere"', 'source = ""', "source"),
        ('"America/New_York"', '"Mars/Olympus"', "timezone"),
        ('state = "accepted"', 'state = "merged"', "states.state"),
        ('outcome = "fixed"', "", "states.outcome"),
        ('outcome = "fixed"', 'outcome = "great"', "states.outcome"),
        ('remark = "not possible"', 'remark = "("', "states.when"),
        ('missing = "keep"', 'missing = "guess"', "place.missing"),
        ('missing = "keep"', "bounds = [1, 2]", "place.bounds"),
        ('column = "topic"', "", "category.column"),
        ('closed_before_filed = "filed"', 'closed_before_filed = "maybe"', "closed_before_filed"),
        ("[repair]", "[open311]\nwindow_days = 400\n[repair]", "open311.window_days"),
        ("[repair]", '[channel]\ncolumn = "c"\nvalues = { a = "pigeon" }\n[repair]', "channel"),
        ("[repair]", '[[categories]]\ncode = "x"\nkind = "event"\n[repair]', "categories.name_zh"),
        ("[columns]", 'delimiter = "x"\n[columns]', "delimiter"),
        ("[columns]", "[columns", "map.toml"),
    ],
)
def test_a_wrong_map_is_refused_by_the_name_of_the_key(tmp_path, before, after, named):
    assert before in MAP
    with pytest.raises(Invalid, match=named):
        mapping.read(map_file(tmp_path, MAP.replace(before, after)))


def test_a_map_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(Invalid, match="cannot be read"):
        mapping.read(tmp_path / "no.toml")
