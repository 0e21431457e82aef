resource "aws_iam_user" "r" {
  name = "r"
}
resource "aws_iam_user_policy" "p" {
  user = "r"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is given r: s3:GetObject at aws_iam_user_policy.p.policy.Statement[0].Action
}
