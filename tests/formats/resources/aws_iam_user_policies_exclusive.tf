resource "aws_iam_user" "r" { # is absent r: inline policy other at aws_iam_user.r
  name = "r"
}
resource "aws_iam_user_policies_exclusive" "a" {
  user_name = "r"
  policy_names = ["other"]
}
