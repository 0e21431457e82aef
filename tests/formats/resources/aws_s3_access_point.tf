resource "aws_s3_access_point" "x" {
  bucket = "b"
  name = "a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] }) # is policy s3:accesspoint: s3:GetObject at aws_s3_access_point.x.policy.Statement[0].Action
}
