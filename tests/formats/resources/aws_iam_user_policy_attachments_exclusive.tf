resource "aws_iam_user" "r" {
  name = "r"
}
resource "aws_iam_user_policy_attachments_exclusive" "a" {
  user_name = "r"
  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] # is managed r: arn:aws:iam::aws:policy/ReadOnlyAccess at aws_iam_user_policy_attachments_exclusive.a.policy_arns[0]
}
