resource "aws_iam_user" "r" {
  name = "r"
}
resource "aws_iam_group" "g" {
  name = "g"
}
resource "aws_iam_group_policy" "p" {
  group = aws_iam_group.g.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is given r: s3:GetObject at aws_iam_group_policy.p.policy.Statement[0].Action
}
resource "aws_iam_group_membership" "m" {
  group = "g"
  users = [aws_iam_user.r.name]
}
