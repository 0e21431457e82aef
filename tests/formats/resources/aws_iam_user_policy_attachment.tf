resource "aws_iam_user" "r" {
  name = "r"
}
resource "aws_iam_user_policy_attachment" "a" {
  user = "r"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess" # is managed r: arn:aws:iam::aws:policy/ReadOnlyAccess at aws_iam_user_policy_attachment.a.policy_arn
}
