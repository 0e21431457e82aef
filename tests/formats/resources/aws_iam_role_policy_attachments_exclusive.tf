resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "x.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachments_exclusive" "a" {
  role_name = "r"
  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] # is managed r: arn:aws:iam::aws:policy/ReadOnlyAccess at aws_iam_role_policy_attachments_exclusive.a.policy_arns[0]
}
