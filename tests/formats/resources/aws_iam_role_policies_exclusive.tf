resource "aws_iam_role" "r" { # is absent r: inline policy other at aws_iam_role.r
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "x.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policies_exclusive" "a" {
  role_name = "r"
  policy_names = ["other"]
}
