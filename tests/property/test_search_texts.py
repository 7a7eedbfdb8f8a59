"""Whatever is written and asked for: grams leave nothing out that answers, and matches lie in the text."""

from hypothesis import given
from hypothesis import strategies as st

from cruddur.domain.folding import folded
from cruddur.domain.search import SNIPPET_MAX_CHARS, Query, grams, snippet

LETTERS = 'abcéßﬁİıÅ東京タワー한글ｱ😀👩\u200d❤\ufe0f\u0301 .,-"*()@_12ж\n'
texts = st.text(st.sampled_from(LETTERS), max_size=40) | st.text(max_size=40).filter(lambda text: "\0" not in text)
long_texts = st.text(st.sampled_from(LETTERS), max_size=600)


@given(text=texts, query=texts)
def test_what_answers_has_every_gram_that_is_asked_for(text: str, query: str) -> None:
    asked = Query.parse(query)
    if asked.found_in(text) is not None:
        assert set(asked.grams) <= set(grams(text))


@given(text=texts)
def test_a_text_is_found_by_itself(text: str) -> None:
    asked = Query.parse(text)
    assert (asked.found_in(text) is not None) == bool(grams(text)) == bool(asked.words)


@given(text=texts, query=texts)
def test_case_changes_nothing(text: str, query: str) -> None:
    if folded(text) == folded(text.upper()) and folded(query) == folded(query.upper()):
        asked, loud = Query.parse(query), Query.parse(query.upper())
        assert (asked.found_in(text) is None) == (loud.found_in(text.upper()) is None)


@given(text=long_texts, query=texts)
def test_matches_lie_in_the_text_in_order_and_apart(text: str, query: str) -> None:
    spans = Query.parse(query).found_in(text) or ()
    shown = snippet(text, spans)
    assert len(shown.text) <= SNIPPET_MAX_CHARS
    for of, found in ((text, spans), (shown.text, shown.spans)):
        places = [place for span in found for place in span]
        assert places == sorted(places)
        assert all(0 <= span.start < span.end <= len(of) for span in found)
    assert bool(shown.spans) == bool(spans)
    for before, after in zip(spans, shown.spans, strict=False):
        assert text[before.start : before.end].startswith(shown.text[after.start : after.end])


@given(text=texts)
def test_a_gram_is_one_token_and_no_syntax(text: str) -> None:
    for gram in grams(text):
        assert len(gram.split()) == 1
        assert not set(gram) & set("\"*()-:^+'")


@given(text=texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
