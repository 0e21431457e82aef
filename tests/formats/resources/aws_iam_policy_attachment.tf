resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "x.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_policy" "p" {
  name = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is given r: s3:GetObject at aws_iam_policy.p.policy.Statement[0].Action
}
resource "aws_iam_policy_attachment" "a" {
  name = "a"
  roles = [aws_iam_role.r.name]
  policy_arn = aws_iam_policy.p.arn
}
