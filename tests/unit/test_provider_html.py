"""Whatever is not markup is escaped: as text, as an attribute, in every page."""

from hypothesis import given
from hypothesis import strategies as st

from cruddur.entrypoints.provider.html import Markup, element, joined

EVIL = "\"'><script>alert(1)</script>&amp;"


def test_text_and_attributes_are_escaped() -> None:
    made = element("p", EVIL, title=EVIL)
    assert "<script>" not in made
    assert made.count("&lt;script&gt;") == 2
    assert made.count('"') == 2


def test_markup_stays_and_nothing_is_left_out_by_mistake() -> None:
    made = element("p", element("b", "a & b"), None, "", hidden=True, id=None, draggable=False, tabindex=0)
    assert made == '<p hidden tabindex="0"><b>a &amp; b</b></p>'


def test_names_of_attributes_are_python_safe() -> None:
    assert element("label", for_="x", class_="y", aria_describedby="z") == (
        '<label for="x" class="y" aria-describedby="z"></label>'
    )


def test_an_element_of_svg_holds_nothing() -> None:
    assert element("svg", element("path", d="M0 0")) == '<svg><path d="M0 0"/></svg>'
    assert element("input", name="x") == '<input name="x">'


@given(st.text())
def test_no_text_opens_or_closes_anything(text: str) -> None:
    assert "<" not in joined(text)
    assert ">" not in joined(text)
    assert isinstance(joined(text), Markup)
