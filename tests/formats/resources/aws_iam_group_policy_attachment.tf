resource "aws_iam_user" "r" {
  name = "r"
}
resource "aws_iam_group" "g" {
  name = "g"
}
resource "aws_iam_group_policy_attachment" "a" {
  group = "g"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess" # is managed r: arn:aws:iam::aws:policy/ReadOnlyAccess at aws_iam_group_policy_attachment.a.policy_arn
}
resource "aws_iam_group_membership" "m" {
  group = "g"
  users = ["r"]
}
