resource "aws_iam_policy" "p" {
  name = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is attached arn:aws:iam::111111111111:policy/p: s3:GetObject at aws_iam_policy.p.policy.Statement[0].Action
}
