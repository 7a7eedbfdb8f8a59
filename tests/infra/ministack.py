"""An AWS on this machine (ministack) that is told to look at rights, and our stacks deployed on it as they are."""

import asyncio
import functools
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession

from tests import providers
from tests.infra.templates import INFRA
from tools import lambda_zip

ROOT_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
"""Its owner's, who may do everything."""

REGION = "us-east-1"
DEPLOYED_WITHIN_S = 60.0


@functools.cache
def url() -> str:
    """Start this process's guarded ministack and return where it is."""
    return providers.ministack(guarded=True)


@asynccontextmanager
async def client(service: str, **keys: str) -> AsyncGenerator[Any]:
    """Yield a client of one service, as the owner unless there are other keys. It tries once."""
    session: Any = AioSession()
    config = AioConfig(retries={"mode": "standard", "total_max_attempts": 1})
    async with session.create_client(
        service, region_name=REGION, endpoint_url=url(), config=config, **(keys or ROOT_KEYS)
    ) as opened:
        yield opened


async def deploy(stack: str, name: str, **parameters: str) -> dict[str, str]:
    """Deploy a template as it is, and return its outputs.

    Args:
        name: the stack's name, `P-data`.
    """
    async with client("cloudformation") as cloudformation:
        await cloudformation.create_stack(
            StackName=name,
            TemplateBody=(INFRA / f"{stack}.yaml").read_text("utf-8"),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        async with asyncio.timeout(DEPLOYED_WITHIN_S):
            while True:
                [found] = (await cloudformation.describe_stacks(StackName=name))["Stacks"]
                if not found["StackStatus"].endswith("_IN_PROGRESS"):
                    break
                await asyncio.sleep(0.1)
        if found["StackStatus"] != "CREATE_COMPLETE":
            events = await cloudformation.describe_stack_events(StackName=name)
            reasons = [each.get("ResourceStatusReason") for each in events["StackEvents"]]
            raise AssertionError(f"{name}: {found['StackStatus']}: {[reason for reason in reasons if reason]}")
        return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}


async def resources(name: str) -> Mapping[str, str]:
    """Return the physical ids of a stack's resources, by logical id."""
    async with client("cloudformation") as cloudformation:
        found = await cloudformation.describe_stack_resources(StackName=name)
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found["StackResources"]}


class Deployed:
    """The data stack and the app stack without servers: a table, its stream, and the Lambda that follows it."""

    def __init__(self, prefix: str, data: Mapping[str, str], app: Mapping[str, str]) -> None:
        self.prefix, self.data, self.app = prefix, data, app
        self.table = data["TableName"]


async def deployed(prefix: str) -> Deployed:
    """Deploy both, with the projector's real zip in between."""
    data = await deploy("data", f"{prefix}-data", Prefix=prefix, TableName=f"{prefix}-messages", WithDatabase="no")
    async with client("s3") as s3:
        await s3.put_object(Bucket=data["CodeBucket"], Key="projector.zip", Body=lambda_zip.build("projector"))
    app = await deploy("app", f"{prefix}-app", Prefix=prefix, CodeKey="projector.zip", DynamoDbUrl=url())
    return Deployed(prefix, data, app)
