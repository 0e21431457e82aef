resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_public_access_block" "x" {
  bucket = aws_s3_bucket.b.id
  restrict_public_buckets = true # is fact s3:bucket public_access_block.RestrictPublicBuckets: true at aws_s3_bucket_public_access_block.x.restrict_public_buckets
}
