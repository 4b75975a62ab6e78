import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.kernel.text import telling_words
from cogov.methods.suggest import Counts, suggest

CATEGORIES = {
    "street_light": telling_words("Street light 路灯 lamp dark 不亮"),
    "pothole": telling_words("Pothole 路面坑洼 hole road 破损"),
    "noise": telling_words("Noise 噪音 loud 扰民"),
}

vocabulary = st.sampled_from(["lamp", "hole", "loud", "dog", "tree", "路灯", "噪音"])
texts = st.lists(vocabulary, max_size=8)
lessons = st.lists(st.tuples(st.sampled_from(sorted(CATEGORIES)), texts), max_size=12)


def codes(text, learned=None):
    return [suggestion.category for suggestion in suggest(telling_words(text), CATEGORIES, learned)]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The lamp at the corner is dark", "street_light"),
        ("小区门口的路灯不亮", "street_light"),
        ("a deep hole in the road", "pothole"),
        ("夜里施工噪音扰民", "noise"),
    ],
)
def test_names_and_keywords_suffice_on_the_first_day(text, category):
    assert codes(text)[0] == category


def test_nothing_is_suggested_without_a_reason():
    assert codes("Guten Tag") == []
    assert codes("") == []
    assert suggest(["lamp"], {}) == []


def test_a_suggestion_names_the_words_that_led_there():
    best, *_rest = suggest(telling_words("Loud noise near the dark lamp, so loud, 噪音"), CATEGORIES)
    assert best.category == "noise"
    assert set(best.words) == {"loud", "noise", "噪音"}


def test_accepted_reports_teach_new_words():
    learned = Counts()
    for _report in range(10):
        learned.learn("noise", telling_words("karaoke until midnight"))
        learned.learn("pothole", telling_words("bump until the wheel broke"))
    best, *_rest = suggest(telling_words("karaoke again"), CATEGORIES, learned)
    assert (best.category, best.words) == ("noise", ("karaoke",))


def test_at_most_three_are_suggested():
    many = {f"c{n}": ["lamp"] for n in range(9)}
    assert len(suggest(["lamp"], many | {"other": ["hole"]})) == 3


@given(lessons, st.sampled_from(sorted(CATEGORIES)), texts, texts)
def test_taking_a_lesson_back_leaves_no_trace(before, category, lesson, asked):
    learned, never = Counts(), Counts()
    for taught, words in before:
        learned.learn(taught, words)
        never.learn(taught, words)
    learned.learn(category, lesson)
    learned.learn(category, lesson, times=-1)
    assert suggest(asked, CATEGORIES, learned) == suggest(asked, CATEGORIES, never)


@given(lessons, texts)
def test_the_order_of_words_does_not_matter(taught, asked):
    learned = Counts()
    for category, words in taught:
        learned.learn(category, words)
    assert suggest(asked, CATEGORIES, learned) == suggest(list(reversed(asked)), CATEGORIES, learned)
