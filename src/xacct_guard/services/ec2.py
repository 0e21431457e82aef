"""Amazon EC2: networks."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
from . import ResourceType, Service

SERVICE = Service(
    "ec2",
    resources=(
        ResourceType(
            "ec2:vpc",
            arn="arn:{partition}:ec2:{region}:{account}:vpc/{name}",
            cfn="AWS::EC2::VPC",
            attributes={"VpcId": "{name}"},
            unnamed="vpc-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={
                "cidr": "CidrBlock",
                "dns_support": "EnableDnsSupport",
                "dns_hostnames": "EnableDnsHostnames",
            },
        ),
        ResourceType(
            "ec2:subnet",
            arn="arn:{partition}:ec2:{region}:{account}:subnet/{name}",
            cfn="AWS::EC2::Subnet",
            attributes={"SubnetId": "{name}"},
            unnamed="subnet-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"vpc": "VpcId", "cidr": "CidrBlock", "zone": "AvailabilityZone"},
        ),
        ResourceType(
            "ec2:route-table",
            arn="arn:{partition}:ec2:{region}:{account}:route-table/{name}",
            cfn="AWS::EC2::RouteTable",
            attributes={"RouteTableId": "{name}"},
            unnamed="rtb-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"vpc": "VpcId"},
        ),
        ResourceType(
            "ec2:security-group",
            arn="arn:{partition}:ec2:{region}:{account}:security-group/{name}",
            cfn="AWS::EC2::SecurityGroup",
            attributes={"GroupId": "{name}", "Id": "{name}"},
            unnamed="sg-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={
                "vpc": "VpcId",
                "ingress": "SecurityGroupIngress",
                "egress": "SecurityGroupEgress",
            },
        ),
        ResourceType(
            "ec2:vpc-endpoint",
            arn="arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{name}",
            cfn="AWS::EC2::VPCEndpoint",
            attributes={"Id": "{name}"},
            unnamed="vpce-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={
                "policy": "PolicyDocument",
                "type": "VpcEndpointType",
                "service": "ServiceName",
                "vpc": "VpcId",
                "route_tables": "RouteTableIds",
                "subnets": "SubnetIds",
                "security_groups": "SecurityGroupIds",
                "private_dns": "PrivateDnsEnabled",
            },
        ),
        ResourceType(
            "ec2:instance",
            arn="arn:{partition}:ec2:{region}:{account}:instance/{name}",
            cfn="AWS::EC2::Instance",
            attributes={"InstanceId": "{name}"},
            unnamed="i-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={
                "profile": "IamInstanceProfile",
                "subnet": "SubnetId",
                "security_groups": "SecurityGroupIds",
            },
        ),
    ),
)
