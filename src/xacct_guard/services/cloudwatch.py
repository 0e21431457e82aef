"""Amazon CloudWatch metrics."""

from . import Service

SERVICE = Service("cloudwatch", endpoint="monitoring")
