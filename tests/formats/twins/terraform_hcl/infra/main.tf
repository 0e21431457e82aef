# The pipeline, its artifacts and their key. The key's policy leaves the target account out.

variable "target_account" {
  type = string
}

locals {
  name        = "twin"
  bucket_arn  = "arn:aws:s3:::${local.name}-artifacts"
  deploy_role = "arn:aws:iam::${var.target_account}:role/${local.name}-deploy"
  look        = ["s3:GetBucketVersioning", "s3:GetBucketLocation", "s3:ListBucket"]
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "target"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::${var.target_account}:role/terraform"
  }
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "OwnAccount"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "artifacts" {
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "${local.name}-artifacts"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.artifacts.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "artifacts" {
  bucket                  = aws_s3_bucket.artifacts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TargetReads"
        Effect    = "Allow"
        Principal = { AWS = local.deploy_role }
        Action    = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource  = "${aws_s3_bucket.artifacts.arn}/*"
      },
      {
        Sid       = "TargetLooks"
        Effect    = "Allow"
        Principal = { AWS = local.deploy_role }
        Action    = local.look
        Resource  = aws_s3_bucket.artifacts.arn
      },
    ]
  })
}

resource "aws_codecommit_repository" "models" {
  repository_name = "${local.name}-models"
}

resource "aws_iam_role" "pipeline" {
  name = "${local.name}-pipeline"

  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
      ]
    }
  JSON
}

data "aws_iam_policy_document" "pipeline" {
  statement {
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts.arn}/*"]
  }

  statement {
    actions   = local.look
    resources = [aws_s3_bucket.artifacts.arn]
  }

  statement {
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = [aws_kms_key.artifacts.arn]
  }

  statement {
    actions = formatlist("codecommit:%s", [
      "CancelUploadArchive", "GetBranch", "GetCommit", "GetRepository", "GetUploadArchiveStatus", "UploadArchive",
    ])
    resources = [aws_codecommit_repository.models.arn]
  }

  statement {
    actions   = ["sts:AssumeRole"]
    resources = [local.deploy_role]
  }
}

resource "aws_iam_role_policy" "pipeline" {
  name   = "pipeline"
  role   = aws_iam_role.pipeline.id
  policy = data.aws_iam_policy_document.pipeline.json
}

module "target" {
  source        = "./modules/target"
  providers     = { aws = aws.target }
  name          = local.name
  pipeline_role = aws_iam_role.pipeline.arn
  bucket_arn    = local.bucket_arn
  key_arn       = aws_kms_key.artifacts.arn
}

resource "aws_codepipeline" "release" {
  name     = "${local.name}-release"
  role_arn = aws_iam_role.pipeline.arn

  artifact_store {
    type     = "S3"
    location = aws_s3_bucket.artifacts.bucket

    encryption_key {
      id   = aws_kms_key.artifacts.arn
      type = "KMS"
    }
  }

  stage {
    name = "Source"

    action {
      name             = "models"
      category         = "Source"
      owner            = "AWS"
      provider         = "CodeCommit"
      version          = "1"
      output_artifacts = ["models"]

      configuration = {
        RepositoryName       = aws_codecommit_repository.models.repository_name
        BranchName           = "main"
        PollForSourceChanges = false
      }
    }
  }

  stage {
    name = "Deploy"

    action {
      name            = "endpoint"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "CloudFormation"
      version         = "1"
      role_arn        = module.target.deploy_role
      input_artifacts = ["models"]

      configuration = {
        ActionMode    = "CHANGE_SET_REPLACE"
        StackName     = "${local.name}-endpoint"
        ChangeSetName = "${local.name}-endpoint"
        TemplatePath  = "models::endpoint.yaml"
        RoleArn       = module.target.stack_role
        Capabilities  = "CAPABILITY_NAMED_IAM"
      }
    }
  }
}
