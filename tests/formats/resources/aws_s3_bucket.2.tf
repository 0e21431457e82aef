resource "aws_s3_bucket" "b" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }] }) # is policy s3:bucket: s3:* at aws_s3_bucket.b.policy.Statement[0].Action
}
