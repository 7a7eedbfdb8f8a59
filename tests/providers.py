"""Sign-in providers elsewhere, run on this machine: Amazon Cognito (ministack) and a generic OIDC provider (PyPI)."""

import asyncio
import atexit
import functools
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiobotocore.session import AioSession

from cruddur.adapters.local.engines import process


def _started(name: str, *command: str, port_option: str | None, **environment: str) -> process.Engine:
    """Start a server of Python's for as long as this process lives; `{port}` in the environment is its port."""
    folder = Path(tempfile.mkdtemp(prefix=f"cruddur-{name}-"))
    port = process.free_port()
    engine = process.start(
        process.Recipe(
            name=name,
            command=lambda port: [sys.executable, *command, *([port_option, str(port)] if port_option else [])],
            ready=process.answers_tcp,
            url=lambda port: f"http://127.0.0.1:{port}",
            environment=tuple((key, value.format(port=port)) for key, value in environment.items()),
        ),
        folder,
        port=port,
    )
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(engine.kill)
    return engine


@functools.cache
def ministack(*, guarded: bool = False) -> str:
    """Start this process's ministack and return where it is.

    Args:
        guarded: it looks at credentials and rights; its owner is test, test.
    """
    return _started(
        "guarded-ministack" if guarded else "ministack",
        "-m",
        "ministack",
        port_option=None,
        BIND_HOST="127.0.0.1",
        MINISTACK_HOST="127.0.0.1",
        GATEWAY_PORT="{port}",
        EDGE_PORT="{port}",
        IOT_MTLS_ENABLED="0",
        AUTH=str(guarded).lower(),
    ).url


@functools.cache
def generic(*people: str) -> str:
    """Start this process's generic provider, which knows `people` (claims as JSON), and return where it is."""
    known = [part for claims in people for part in ("--user-claims", claims)]
    return _started("oidc", "-m", "oidc_provider_mock", *known, port_option="--port").url


def cognito_settings(
    redirect_uri: str, sign_out_uri: str, people: Mapping[str, Mapping[str, str]], password: str
) -> dict[str, str]:
    """Make a user pool with confirmed accounts and a client; return the settings that sign in at it.

    Args:
        people: attributes by user name.
    """

    async def make() -> dict[str, str]:
        session: Any = AioSession()
        async with session.create_client(
            "cognito-idp",
            region_name="us-east-1",
            endpoint_url=ministack(),
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        ) as cognito:
            pool = (await cognito.create_user_pool(PoolName="cruddur"))["UserPool"]["Id"]
            client = (
                await cognito.create_user_pool_client(
                    UserPoolId=pool,
                    ClientName="cruddur-web",
                    GenerateSecret=True,
                    AllowedOAuthFlows=["code"],
                    AllowedOAuthFlowsUserPoolClient=True,
                    AllowedOAuthScopes=["openid", "email", "profile"],
                    CallbackURLs=[redirect_uri],
                    LogoutURLs=[sign_out_uri],
                    SupportedIdentityProviders=["COGNITO"],
                )
            )["UserPoolClient"]
            for username, attributes in people.items():
                await cognito.admin_create_user(
                    UserPoolId=pool,
                    Username=username,
                    UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
                    MessageAction="SUPPRESS",
                )
                await cognito.admin_set_user_password(
                    UserPoolId=pool, Username=username, Password=password, Permanent=True
                )
        return {
            "OIDC_ISSUER": f"https://cognito-idp.us-east-1.amazonaws.com/{pool}",
            "OIDC_DISCOVERY_URL": f"{ministack()}/{pool}",
            "OIDC_CLIENT_ID": client["ClientId"],
            "OIDC_CLIENT_SECRET": client["ClientSecret"],
        }

    return asyncio.run(make())


def generic_settings(*people: Mapping[str, object]) -> dict[str, str]:
    """Return the settings that sign in at the generic provider, which knows people by their claims."""
    return {
        "OIDC_ISSUER": generic(*(json.dumps(claims) for claims in people)),
        "OIDC_CLIENT_ID": "cruddur-web",
        "OIDC_CLIENT_SECRET": "any will do there",
    }
