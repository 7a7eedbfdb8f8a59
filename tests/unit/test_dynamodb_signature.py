"""Our signer against botocore's, byte for byte."""

import datetime as dt
from unittest import mock

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from hypothesis import given
from hypothesis import strategies as st

from cruddur.adapters.dynamodb.signature import CONTENT_TYPE, Credentials, Signer

VISIBLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(
    VISIBLE,
    VISIBLE,
    st.none() | VISIBLE,
    st.binary(max_size=100),
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)),
    st.sampled_from(["dynamodb.eu-central-1.amazonaws.com", "127.0.0.1:8000"]),
)
def test_our_signature_is_botocores(
    key_id: str, secret: str, token: str | None, body: bytes, moment: dt.datetime, host: str
) -> None:
    target = "DynamoDB_20120810.PutItem"
    date = moment.strftime("%Y%m%dT%H%M%SZ")
    request = AWSRequest(
        method="POST",
        url=f"https://{host}/",
        data=body,
        headers={"Content-Type": CONTENT_TYPE, "X-Amz-Target": target},
    )
    signer = botocore.auth.SigV4Auth(BotoCredentials(key_id, secret, token), "dynamodb", "eu-central-1")
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment):
        signer.add_auth(request)
    ours = dict(Signer(host, "eu-central-1").headers(Credentials(key_id, secret, token), target, body, date))
    assert ours["authorization"] == request.headers["Authorization"]
    assert ours["x-amz-date"] == request.headers["X-Amz-Date"]
    assert ours.get("x-amz-security-token") == request.headers.get("X-Amz-Security-Token")


def test_the_kept_key_is_not_used_for_another_day_or_secret() -> None:
    signer = Signer("localhost", "us-east-1")
    one, other = Credentials("id", "one"), Credentials("id", "other")
    signed = [
        dict(signer.headers(who, "T", b"{}", date))["authorization"]
        for who, date in [(one, "20260101T000000Z"), (one, "20260102T000000Z"), (other, "20260102T000000Z")]
    ]
    fresh = [
        dict(Signer("localhost", "us-east-1").headers(who, "T", b"{}", date))["authorization"]
        for who, date in [(one, "20260101T000000Z"), (one, "20260102T000000Z"), (other, "20260102T000000Z")]
    ]
    assert signed == fresh
    assert len(set(signed)) == 3
