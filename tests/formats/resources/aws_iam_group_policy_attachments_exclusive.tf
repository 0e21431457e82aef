resource "aws_iam_user" "r" {
  name = "r"
}
resource "aws_iam_group" "g" {
  name = "g"
}
resource "aws_iam_group_membership" "m" {
  group = "g"
  users = ["r"]
}
resource "aws_iam_group_policy_attachments_exclusive" "a" {
  group_name = "g"
  policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] # is managed r: arn:aws:iam::aws:policy/ReadOnlyAccess at aws_iam_group_policy_attachments_exclusive.a.policy_arns[0]
}
