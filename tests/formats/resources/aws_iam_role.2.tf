resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "x.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  inline_policy {
    name = "i"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is given r: s3:GetObject at aws_iam_role.r.inline_policy[0].policy.Statement[0].Action
  }
}
