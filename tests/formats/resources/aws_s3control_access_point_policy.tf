resource "aws_s3control_access_point_policy" "x" {
  access_point_arn = "arn:aws:s3:eu-west-1:111111111111:accesspoint/a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] }) # is attached arn:aws:s3:eu-west-1:111111111111:accesspoint/a: s3:GetObject at aws_s3control_access_point_policy.x.policy.Statement[0].Action
}
