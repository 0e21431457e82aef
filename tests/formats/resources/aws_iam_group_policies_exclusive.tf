resource "aws_iam_user" "r" { # is absent r: inline policy other at aws_iam_user.r
  name = "r"
}
resource "aws_iam_group" "g" {
  name = "g"
}
resource "aws_iam_group_membership" "m" {
  group = "g"
  users = ["r"]
}
resource "aws_iam_group_policies_exclusive" "a" {
  group_name = "g"
  policy_names = ["other"]
}
