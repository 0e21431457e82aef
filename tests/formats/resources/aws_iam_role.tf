resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "x.amazonaws.com" }, Action = "sts:AssumeRole" }] }) # is trust r: sts:AssumeRole at aws_iam_role.r.assume_role_policy.Statement[0].Action
}
