resource "aws_s3_bucket" "b" { # is arn s3:bucket: arn:aws:s3:::b at aws_s3_bucket.b
  bucket = "b"
}
