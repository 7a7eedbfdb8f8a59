"""The conditions and updates that DynamoDB's expression language allows, as far as the engine speaks it."""

import re
from collections.abc import Mapping
from typing import Any

Item = dict[str, dict[str, Any]]

_TOKEN = re.compile(r"\s*(<=|>=|<>|[(),=<>]|:\w+|\w+)")


def holds(expression: str, item: Item | None, values: Mapping[str, dict[str, Any]]) -> bool:
    """Say whether a condition holds for an item (None: there is none)."""
    parser = _Parser(expression, item or {}, values)
    result = parser.either()
    parser.end()
    return result


def updated(expression: str, item: Item, values: Mapping[str, dict[str, Any]]) -> Item:
    """Return the item after `SET a = :x, … REMOVE b, …`."""
    after = dict(item)
    sets, _, removes = expression.partition(" REMOVE ")
    for assignment in filter(None, sets.removeprefix("SET ").split(", ")):
        name, value = assignment.split(" = ")
        after[name] = values[value]
    for name in filter(None, removes.split(", ")):
        after.pop(name, None)
    return after


class _Parser:
    def __init__(self, expression: str, item: Item, values: Mapping[str, dict[str, Any]]) -> None:
        self._tokens = _TOKEN.findall(expression)
        assert "".join(self._tokens) == re.sub(r"\s", "", expression), expression
        self._item, self._values = item, values

    def either(self) -> bool:
        result = self._both()
        while self._next_is("OR"):
            result = self._both() or result
        return result

    def end(self) -> None:
        assert not self._tokens, self._tokens

    def _both(self) -> bool:
        result = self._one()
        while self._next_is("AND"):
            result = self._one() and result
        return result

    def _one(self) -> bool:
        token = self._tokens.pop(0)
        if token == "(":
            result = self.either()
            assert self._tokens.pop(0) == ")"
            return result
        if token in ("attribute_exists", "attribute_not_exists"):
            assert self._tokens.pop(0) == "("
            is_there = self._tokens.pop(0) in self._item
            assert self._tokens.pop(0) == ")"
            return is_there == (token == "attribute_exists")
        left = self._operand(token)
        operator = self._tokens.pop(0)
        right = self._operand(self._tokens.pop(0))
        if left is None or right is None:
            return False  # a missing attribute compares with nothing
        return {"=": left == right, "<": left < right, "<=": left <= right}[operator]

    def _operand(self, token: str) -> Any:
        attribute = self._values[token] if token.startswith(":") else self._item.get(token)
        if attribute is None:
            return None
        kind, value = next(iter(attribute.items()))
        return int(value) if kind == "N" else value

    def _next_is(self, word: str) -> bool:
        if self._tokens and self._tokens[0] == word:
            self._tokens.pop(0)
            return True
        return False
