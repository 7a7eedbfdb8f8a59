"""What must hold of the templates, each as a function that returns what is wrong, so that planted faults can be tried."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.infra.templates import Template, listed, of_type, statements

Templates = Mapping[str, Template]
Invariant = Callable[[Templates], list[str]]

INVARIANTS: dict[str, Invariant] = {}

KEPT = {
    "AWS::DynamoDB::Table",
    "AWS::RDS::DBCluster",
    "AWS::S3::Bucket",
    "AWS::ECR::Repository",
    "AWS::SQS::Queue",
    "AWS::Cognito::UserPool",
}
"""What holds something that cannot be made again."""

UNNARROWED = {
    "dynamodb:ListStreams",
    "ecr:GetAuthorizationToken",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
}
"""Actions that must be allowed on every resource: the services know no narrower one for what they are used for."""


def _invariant(check: Callable[[Templates], Iterator[str]]) -> Invariant:
    def complaints(templates: Templates) -> list[str]:
        return list(check(templates))

    INVARIANTS[check.__name__.removeprefix("_")] = complaints
    return complaints


@_invariant
def _the_table_can_be_restored_to_any_second(templates: Templates) -> Iterator[str]:
    for where, table in of_type(templates, "AWS::DynamoDB::Table"):
        if table["Properties"].get("PointInTimeRecoverySpecification") != {"PointInTimeRecoveryEnabled": True}:
            yield f"{where}: no point-in-time recovery"


@_invariant
def _sweep_markers_expire(templates: Templates) -> Iterator[str]:
    for where, table in of_type(templates, "AWS::DynamoDB::Table"):
        wanted = {"AttributeName": "expires_at", "Enabled": True}
        if table["Properties"].get("TimeToLiveSpecification") != wanted:
            yield f"{where}: items do not expire"


@_invariant
def _the_stream_carries_both_images(templates: Templates) -> Iterator[str]:
    for where, table in of_type(templates, "AWS::DynamoDB::Table"):
        if table["Properties"].get("StreamSpecification") != {"StreamViewType": "NEW_AND_OLD_IMAGES"}:
            yield f"{where}: the stream lacks an image"


@_invariant
def _what_holds_data_is_kept(templates: Templates) -> Iterator[str]:
    for kind in KEPT:
        for where, resource in of_type(templates, kind):
            for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
                if resource.get(policy) != "Retain":
                    yield f"{where}: {policy} is not Retain"


@_invariant
def _data_is_protected_from_deletion(templates: Templates) -> Iterator[str]:
    protected: dict[str, tuple[str, Any]] = {
        "AWS::DynamoDB::Table": ("DeletionProtectionEnabled", True),
        "AWS::RDS::DBCluster": ("DeletionProtection", True),
        "AWS::Cognito::UserPool": ("DeletionProtection", "ACTIVE"),
    }
    for kind, (name, value) in protected.items():
        for where, resource in of_type(templates, kind):
            if resource["Properties"].get(name) != value:
                yield f"{where}: may be deleted by mistake"


@_invariant
def _what_lies_still_is_encrypted(templates: Templates) -> Iterator[str]:
    encrypted: dict[str, Callable[[Any], Any]] = {
        "AWS::DynamoDB::Table": lambda known: known.get("SSESpecification", {}).get("SSEEnabled") is True,
        "AWS::RDS::DBCluster": lambda known: known.get("StorageEncrypted") is True,
        "AWS::S3::Bucket": lambda known: known.get("BucketEncryption"),
        "AWS::SQS::Queue": lambda known: known.get("SqsManagedSseEnabled") is True,
    }
    for kind, is_encrypted in encrypted.items():
        for where, resource in of_type(templates, kind):
            if not is_encrypted(resource["Properties"]):
                yield f"{where}: is not encrypted"


@_invariant
def _backups_and_logs_have_a_length(templates: Templates) -> Iterator[str]:
    for where, cluster in of_type(templates, "AWS::RDS::DBCluster"):
        if cluster["Properties"].get("BackupRetentionPeriod", 1) < 7:
            yield f"{where}: backups of less than a week"
    for where, group in of_type(templates, "AWS::Logs::LogGroup"):
        if "RetentionInDays" not in group["Properties"]:
            yield f"{where}: a log for ever"
    for where, queue in of_type(templates, "AWS::SQS::Queue"):
        if queue["Properties"].get("MessageRetentionPeriod") != 14 * 86400:
            yield f"{where}: what is laid aside is lost within two weeks"


@_invariant
def _the_database_is_not_public(templates: Templates) -> Iterator[str]:
    for where, instance in of_type(templates, "AWS::RDS::DBInstance"):
        if instance["Properties"].get("PubliclyAccessible") is not False:
            yield f"{where}: is public"
    subnets = {
        str(resource["Properties"]["SubnetIds"]) for _, resource in of_type(templates, "AWS::RDS::DBSubnetGroup")
    }
    if any("PrivateSubnets" not in each for each in subnets):
        yield "the database stands in a public subnet"
    associated = templates["network"]["Resources"]["PrivateRoutesA"]["Properties"]["RouteTableId"]
    for where, route in of_type(templates, "AWS::EC2::Route"):
        if route["Properties"]["RouteTableId"] == associated:
            yield f"{where}: leads from the private subnets to the Internet"


@_invariant
def _only_the_balancer_is_open_to_the_world(templates: Templates) -> Iterator[str]:
    for where, group in of_type(templates, "AWS::EC2::SecurityGroup"):
        for rule in group["Properties"].get("SecurityGroupIngress", []):
            if "CidrIp" in rule and (where != "network.BalancerGroup" or rule["FromPort"] not in (80, 443)):
                yield f"{where}: {rule['CidrIp']} may come to port {rule['FromPort']}"
        if "SecurityGroupEgress" not in group["Properties"]:
            yield f"{where}: may speak to everybody"
    for where, rule in of_type(templates, "AWS::EC2::SecurityGroupIngress"):
        if "SourceSecurityGroupId" not in rule["Properties"]:
            yield f"{where}: lets in addresses, not a group"


@_invariant
def _there_is_no_nat_and_dynamodb_is_reached_by_a_gateway(templates: Templates) -> Iterator[str]:
    for where, _ in of_type(templates, "AWS::EC2::NatGateway"):
        yield f"{where}: a NAT gateway"
    endpoints = [each["Properties"] for _, each in of_type(templates, "AWS::EC2::VPCEndpoint")]
    if [each["VpcEndpointType"] for each in endpoints] != ["Gateway"]:
        yield "DynamoDB has no gateway endpoint, or something else has an endpoint that costs by the hour"
    elif not str(endpoints[0]["ServiceName"]).count(".dynamodb"):
        yield "the gateway endpoint leads elsewhere"


@_invariant
def _sign_in_is_by_code_alone(templates: Templates) -> Iterator[str]:
    for where, client in of_type(templates, "AWS::Cognito::UserPoolClient"):
        known = client["Properties"]
        if known.get("AllowedOAuthFlows") != ["code"]:
            yield f"{where}: other flows than the code with PKCE"
        if known.get("ExplicitAuthFlows") != ["ALLOW_REFRESH_TOKEN_AUTH"]:
            yield f"{where}: passwords may be sent past the sign-in pages"
        if known.get("GenerateSecret") is not True:
            yield f"{where}: anybody may redeem a code"


@_invariant
def _addresses_to_return_to_are_exact(templates: Templates) -> Iterator[str]:
    for where, client in of_type(templates, "AWS::Cognito::UserPoolClient"):
        known = client["Properties"]
        if known.get("CallbackURLs") != [{"Fn::Sub": "${PublicUrl}/auth/callback"}]:
            yield f"{where}: other addresses than the one call-back"
        if known.get("LogoutURLs") != [{"Fn::Sub": "${PublicUrl}/"}]:
            yield f"{where}: other addresses to sign out to"


@_invariant
def _tokens_can_be_revoked_and_accounts_not_probed(templates: Templates) -> Iterator[str]:
    for where, client in of_type(templates, "AWS::Cognito::UserPoolClient"):
        if client["Properties"].get("EnableTokenRevocation") is not True:
            yield f"{where}: a token cannot be revoked"
        if client["Properties"].get("PreventUserExistenceErrors") != "ENABLED":
            yield f"{where}: tells who has an account"


@_invariant
def _no_right_is_wider_than_its_name(templates: Templates) -> Iterator[str]:
    for where, statement in statements(templates):
        actions = listed(statement["Action"])
        if any("*" in action for action in actions):
            yield f"{where}: {actions}"
        if statement["Effect"] == "Allow" and statement.get("Resource") == "*" and not set(actions) <= UNNARROWED:
            yield f"{where}: {sorted(set(actions) - UNNARROWED)} on everything"
    for where, role in of_type(templates, "AWS::IAM::Role"):
        if role["Properties"].get("ManagedPolicyArns"):
            yield f"{where}: rights that others write and change"


@_invariant
def _no_policy_lets_the_projector_write_a_message(templates: Templates) -> Iterator[str]:
    role = templates["app"]["Resources"]["ProjectorRole"]
    for where, statement in statements({"app": {"Resources": {"ProjectorRole": role}}}):
        for action in listed(statement["Action"]):
            if action in ("dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"):
                yield f"{where}: {action}"
            leading = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
            if action == "dynamodb:UpdateItem" and leading != ["GRP#*"]:
                yield f"{where}: updates outside the inboxes"


@_invariant
def _servers_run_without_rights_on_their_machine(templates: Templates) -> Iterator[str]:
    for where, task in of_type(templates, "AWS::ECS::TaskDefinition"):
        for container in task["Properties"]["ContainerDefinitions"]:
            if container.get("ReadonlyRootFilesystem") is not True:
                yield f"{where}: may write its own code"
            if container.get("User", "0").split(":")[0] in ("0", "root"):
                yield f"{where}: runs as root"
            if "HealthCheck" not in container:
                yield f"{where}: nobody asks whether it is well"
            named = {each["Name"] for each in container["Environment"] if "Name" in each}
            if named & {"PGPASSWORD", "OIDC_CLIENT_SECRET"}:
                yield f"{where}: a secret in plain sight"
