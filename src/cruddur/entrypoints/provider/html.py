"""Making HTML from values: whatever is not markup is escaped, always."""

from html import escape


class Markup(str):
    """Text that is HTML already. Only `element`, `joined` and constants of this package make it."""

    __slots__ = ()


Child = Markup | str | None
Attribute = str | int | bool | None

_VOID = frozenset(("input", "link", "meta"))
_SELF_CLOSED = frozenset(("path", "circle"))
"""Of SVG: without the slash, what follows would be inside them."""


def element(tag: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return an element.

    Args:
        children: markup as it is, text escaped, None left out.
        attributes: True stands bare, False and None are left out; `class_` is class, `aria_label` is aria-label.
    """
    opening = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{opening}>")
    if tag in _SELF_CLOSED:
        return Markup(f"<{tag}{opening}/>")
    return Markup(f"<{tag}{opening}>{joined(*children)}</{tag}>")


def joined(*children: Child) -> Markup:
    """Return children one after another."""
    return Markup("".join(_text(child) for child in children if child is not None))


def _text(child: Markup | str) -> str:
    return child if isinstance(child, Markup) else escape(child)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
