"""Somebody who may do what a role may, on the guarded AWS of this machine."""

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.infra import ministack
from tests.infra.ministack import Deployed
from tests.infra.templates import role_statements

_numbers = count(1)


def _resolved(value: Any, outputs: Mapping[str, str]) -> Any:
    """A policy as CloudFormation would resolve it: what other stacks export, joined."""
    if isinstance(value, dict):
        if "Fn::If" in value:
            return _resolved(value["Fn::If"][2], outputs)  # nothing was restored
        if "Fn::ImportValue" in value:
            return outputs[value["Fn::ImportValue"]["Fn::Sub"].partition("-")[2]]
        if "Fn::Join" in value:
            return "".join(_resolved(each, outputs) for each in value["Fn::Join"][1])
        if "Fn::GetAtt" in value:
            return f"arn:aws:sqs:{ministack.REGION}:000000000000:{'.'.join(value['Fn::GetAtt'])}"
        return {name: _resolved(each, outputs) for name, each in value.items()}
    return [_resolved(each, outputs) for each in value] if isinstance(value, list) else value


async def keys_of(role: str, stacks: Deployed) -> dict[str, str]:
    """Make somebody who has a role's policies and nothing else; return their keys."""
    policy = {"Version": "2012-10-17", "Statement": _resolved(role_statements("app", role), stacks.data)}
    async with ministack.client("iam") as iam:
        name = f"{role}-{next(_numbers)}"
        await iam.create_user(UserName=name)
        await iam.put_user_policy(UserName=name, PolicyName="role", PolicyDocument=json.dumps(policy))
        made = (await iam.create_access_key(UserName=name))["AccessKey"]
    return {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
