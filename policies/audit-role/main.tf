# Made by `make audit-role` from the operations that `xacct-guard audit` asks: change those, not this.
variable "auditor_arn" {
  type        = string
  description = "ARN of the role (or user) that audits; it takes on this role."
}

variable "external_id" {
  type        = string
  default     = ""
  description = "What it says in --external-id; empty if it says none."
}

variable "role_name" {
  type    = string
  default = "xacct-guard-audit"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.auditor_arn]
    }

    dynamic "condition" {
      for_each = var.external_id == "" ? [] : [var.external_id]

      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "Cloudformation"
    resources = ["*"]

    actions = [
      "cloudformation:DescribeStacks",
      "cloudformation:ListStackResources",
    ]
  }

  statement {
    sid       = "Codeartifact"
    resources = ["*"]

    actions = [
      "codeartifact:GetDomainPermissionsPolicy",
      "codeartifact:GetRepositoryPermissionsPolicy",
      "codeartifact:ListDomains",
      "codeartifact:ListRepositories",
    ]
  }

  statement {
    sid       = "Codebuild"
    resources = ["*"]

    actions = [
      "codebuild:BatchGetProjects",
      "codebuild:ListProjects",
    ]
  }

  statement {
    sid       = "Codecommit"
    resources = ["*"]

    actions = [
      "codecommit:ListRepositories",
    ]
  }

  statement {
    sid       = "Codepipeline"
    resources = ["*"]

    actions = [
      "codepipeline:GetPipeline",
      "codepipeline:ListPipelines",
    ]
  }

  statement {
    sid       = "Dynamodb"
    resources = ["*"]

    actions = [
      "dynamodb:DescribeTable",
      "dynamodb:GetResourcePolicy",
      "dynamodb:ListTables",
    ]
  }

  statement {
    sid       = "Ec2"
    resources = ["*"]

    actions = [
      "ec2:DescribeRegions",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcEndpoints",
      "ec2:DescribeVpcs",
    ]
  }

  statement {
    sid       = "Ecr"
    resources = ["*"]

    actions = [
      "ecr:DescribeRegistry",
      "ecr:DescribeRepositories",
      "ecr:GetRegistryPolicy",
      "ecr:GetRepositoryPolicy",
    ]
  }

  statement {
    sid       = "Events"
    resources = ["*"]

    actions = [
      "events:DescribeEventBus",
      "events:ListEventBuses",
      "events:ListRules",
      "events:ListTargetsByRule",
    ]
  }

  statement {
    sid       = "Iam"
    resources = ["*"]

    actions = [
      "iam:GetAccountAuthorizationDetails",
      "iam:GetOpenIDConnectProvider",
      "iam:ListOpenIDConnectProviders",
      "iam:ListSAMLProviders",
    ]
  }

  statement {
    sid       = "Kinesis"
    resources = ["*"]

    actions = [
      "kinesis:DescribeStreamSummary",
      "kinesis:GetResourcePolicy",
      "kinesis:ListStreams",
    ]
  }

  statement {
    sid       = "Kms"
    resources = ["*"]

    actions = [
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:ListAliases",
      "kms:ListGrants",
      "kms:ListKeys",
    ]
  }

  statement {
    sid       = "Lambda"
    resources = ["*"]

    actions = [
      "lambda:GetFunction",
      "lambda:GetPolicy",
      "lambda:ListAliases",
      "lambda:ListEventSourceMappings",
      "lambda:ListFunctionEventInvokeConfigs",
      "lambda:ListFunctions",
    ]
  }

  statement {
    sid       = "Logs"
    resources = ["*"]

    actions = [
      "logs:DescribeResourcePolicies",
    ]
  }

  statement {
    sid       = "Pipes"
    resources = ["*"]

    actions = [
      "pipes:DescribePipe",
      "pipes:ListPipes",
    ]
  }

  statement {
    sid       = "Ram"
    resources = ["*"]

    actions = [
      "ram:GetResourceShares",
      "ram:ListPrincipals",
      "ram:ListResources",
    ]
  }

  statement {
    sid       = "S3"
    resources = ["*"]

    actions = [
      "s3:GetAccessPoint",
      "s3:GetAccessPointPolicy",
      "s3:GetAccountPublicAccessBlock",
      "s3:GetBucketLocation",
      "s3:GetBucketNotification",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketPolicy",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketTagging",
      "s3:GetBucketVersioning",
      "s3:GetEncryptionConfiguration",
      "s3:ListAccessPoints",
      "s3:ListAllMyBuckets",
    ]
  }

  statement {
    sid       = "Sagemaker"
    resources = ["*"]

    actions = [
      "sagemaker:DescribeEndpoint",
      "sagemaker:DescribeEndpointConfig",
      "sagemaker:DescribeModel",
      "sagemaker:DescribeModelPackage",
      "sagemaker:DescribePipeline",
      "sagemaker:GetModelPackageGroupPolicy",
      "sagemaker:ListEndpointConfigs",
      "sagemaker:ListEndpoints",
      "sagemaker:ListModelPackageGroups",
      "sagemaker:ListModelPackages",
      "sagemaker:ListModels",
      "sagemaker:ListPipelines",
    ]
  }

  statement {
    sid       = "Scheduler"
    resources = ["*"]

    actions = [
      "scheduler:GetSchedule",
      "scheduler:ListSchedules",
    ]
  }

  statement {
    sid       = "Secretsmanager"
    resources = ["*"]

    actions = [
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:ListSecrets",
    ]
  }

  statement {
    sid       = "Sns"
    resources = ["*"]

    actions = [
      "sns:GetTopicAttributes",
      "sns:ListSubscriptions",
      "sns:ListTopics",
    ]
  }

  statement {
    sid       = "Sqs"
    resources = ["*"]

    actions = [
      "sqs:GetQueueAttributes",
      "sqs:ListQueues",
    ]
  }

  statement {
    sid       = "Ssm"
    resources = ["*"]

    actions = [
      "ssm:DescribeParameters",
    ]
  }

  statement {
    sid       = "States"
    resources = ["*"]

    actions = [
      "states:DescribeStateMachine",
      "states:ListStateMachines",
    ]
  }
}

resource "aws_iam_role" "audit" {
  name                 = var.role_name
  description          = "Read by xacct-guard audit"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "read" {
  name   = "read-what-is-audited"
  role   = aws_iam_role.audit.id
  policy = data.aws_iam_policy_document.read.json
}

output "role_arn" {
  value = aws_iam_role.audit.arn
}
