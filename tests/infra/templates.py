"""The templates in infra/, read as CloudFormation reads them, and what a deployed stack makes of them."""

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

INFRA = Path(__file__).parents[2] / "infra"
STACKS = ("network", "data", "identity", "app", "cache")

Template = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Ref X` is `{"Ref": "X"}`, `!GetAtt A.B` `{"Fn::GetAtt": ["A", "B"]}`."""


def _short_form(loader: _Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if name == "GetAtt":
            value = str(value).split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _short_form)


def load() -> dict[str, Template]:
    """Return every template by its stack's name; the caller may change them."""
    return {name: yaml.load((INFRA / f"{name}.yaml").read_text("utf-8"), _Loader) for name in STACKS}


TEMPLATES = load()
"""As they are. `altered` gives a copy to break."""


def altered() -> dict[str, Template]:
    """Return copies of all templates."""
    return copy.deepcopy(TEMPLATES)


def properties(name: str, logical_id: str) -> Any:
    """Return the properties of a resource as it is written."""
    return TEMPLATES[name]["Resources"][logical_id]["Properties"]


def of_type(templates: Mapping[str, Template], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every resource of a type as (stack and logical id, the resource)."""
    for stack, template in templates.items():
        for logical_id, resource in template["Resources"].items():
            if resource["Type"] == kind:
                yield f"{stack}.{logical_id}", resource


def statements(templates: Mapping[str, Template]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every statement of every policy, resource policies too, as (where, statement)."""
    for stack, template in templates.items():
        for logical_id, resource in template["Resources"].items():
            for statement in _statements_in(resource.get("Properties", {})):
                yield f"{stack}.{logical_id}", statement


def _statements_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "Effect" in value and "Action" in value:
            yield value
        for each in value.values():
            yield from _statements_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _statements_in(each)


def role_statements(stack: str, role: str) -> list[dict[str, Any]]:
    """Return the statements of a role's own policies."""
    return [
        statement
        for policy in properties(stack, role)["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: Any) -> list[Any]:
    """Return what may be written as one or as a list, as a list."""
    return value if isinstance(value, list) else [value]
