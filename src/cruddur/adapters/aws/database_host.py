"""An Amazon RDS instance and the security group before it."""

from typing import Any

from botocore.exceptions import ClientError

from cruddur.adapters.aws.client import client, code_of
from cruddur.ports.operations import AccessRule, OperationFailed


class RdsHost:
    """See `ports.operations.DatabaseHost`."""

    def __init__(self, region: str) -> None:
        self._region = region

    async def list_rules(self, group_id: str) -> list[AccessRule]:
        """See `DatabaseHost`."""
        filters = [{"Name": "group-id", "Values": [group_id]}]
        async with client("ec2", self._region) as ec2:
            pages = ec2.get_paginator("describe_security_group_rules").paginate(Filters=filters)
            return [
                _rule(rule) async for page in pages for rule in page["SecurityGroupRules"] if not rule.get("IsEgress")
            ]

    async def update_rule(self, rule: AccessRule, *, description: str) -> None:
        """See `DatabaseHost`."""
        assert rule.network is not None
        family = "CidrIpv6" if ":" in rule.network else "CidrIpv4"
        async with client("ec2", self._region) as ec2:
            try:
                await ec2.modify_security_group_rules(
                    GroupId=rule.group_id,
                    SecurityGroupRules=[
                        {
                            "SecurityGroupRuleId": rule.rule_id,
                            "SecurityGroupRule": {
                                "IpProtocol": rule.protocol,
                                "FromPort": rule.from_port,
                                "ToPort": rule.to_port,
                                family: rule.network,
                                "Description": description,
                            },
                        }
                    ],
                )
            except ClientError as refused:
                if code_of(refused) == "InvalidPermission.Duplicate":
                    raise OperationFailed(f"another rule of {rule.group_id} admits {rule.network} already") from None
                raise

    async def get_state(self, instance: str) -> str:
        """See `DatabaseHost`."""
        async with client("rds", self._region) as rds:
            try:
                found = await rds.describe_db_instances(DBInstanceIdentifier=instance)
            except ClientError as refused:
                if code_of(refused).startswith("DBInstanceNotFound"):
                    raise OperationFailed(f"there is no instance {instance} in {self._region}") from None
                raise
        return str(found["DBInstances"][0]["DBInstanceStatus"])

    async def start(self, instance: str) -> None:
        """See `DatabaseHost`."""
        async with client("rds", self._region) as rds:
            await rds.start_db_instance(DBInstanceIdentifier=instance)

    async def stop(self, instance: str) -> None:
        """See `DatabaseHost`."""
        async with client("rds", self._region) as rds:
            await rds.stop_db_instance(DBInstanceIdentifier=instance)


def _rule(rule: dict[str, Any]) -> AccessRule:
    return AccessRule(
        group_id=str(rule["GroupId"]),
        rule_id=str(rule["SecurityGroupRuleId"]),
        network=rule.get("CidrIpv4") or rule.get("CidrIpv6"),
        protocol=str(rule.get("IpProtocol", "")),
        from_port=int(rule.get("FromPort") or 0),
        to_port=int(rule.get("ToPort") or 0),
    )
