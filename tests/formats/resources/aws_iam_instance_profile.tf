resource "aws_iam_instance_profile" "x" { # is arn iam: arn:aws:iam::111111111111:instance-profile/i at aws_iam_instance_profile.x
  name = "i"
  role = "r"
}
