"""Who signs, as the environment says: what the Lambda runtime sets, and an operator's shell.

Profiles, single sign-on and instance roles are botocore's to find; see `DynamoEngine.open`.
"""

from collections.abc import Callable, Mapping

from cruddur.adapters.dynamodb.signature import Credentials


def from_environment(environment: Mapping[str, str]) -> Callable[[], Credentials] | None:
    """Return what hands out the environment's credentials, None where it holds none."""
    key_id, secret = environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")
    if not key_id or not secret:
        return None
    found = Credentials(key_id, secret, environment.get("AWS_SESSION_TOKEN") or None)
    return lambda: found
