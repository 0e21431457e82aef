# The roles in the account that the pipeline deploys into.

variable "name" {}
variable "pipeline_role" {}
variable "bucket_arn" {}
variable "key_arn" {}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions = ["cloudformation:*"]
    resources = [
      "arn:aws:cloudformation:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:stack/${var.name}-*/*",
    ]
  }

  dynamic "statement" {
    for_each = {
      "/*" = ["s3:GetObject", "s3:GetObjectVersion"]
      ""   = ["s3:GetBucketVersioning", "s3:GetBucketLocation", "s3:ListBucket"]
    }

    content {
      actions   = statement.value
      resources = ["${var.bucket_arn}${statement.key}"]
    }
  }

  statement {
    actions   = ["kms:Decrypt", "kms:DescribeKey"]
    resources = [var.key_arn]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.stack.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["cloudformation.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name = "${var.name}-deploy"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.pipeline_role }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_policy" "deploy" {
  name   = "${var.name}-deploy"
  policy = data.aws_iam_policy_document.deploy.json
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = aws_iam_policy.deploy.arn
}

resource "aws_iam_role" "stack" {
  name = "${var.name}-stack"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudformation.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

output "deploy_role" {
  value = aws_iam_role.deploy.arn
}

output "stack_role" {
  value = aws_iam_role.stack.arn
}
