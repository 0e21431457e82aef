resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_versioning" "x" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration {
    status = "Enabled" # is fact s3:bucket versioning: Enabled at aws_s3_bucket_versioning.x.versioning_configuration[0].status
  }
}
