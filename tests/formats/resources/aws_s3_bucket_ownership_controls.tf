resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_ownership_controls" "x" {
  bucket = aws_s3_bucket.b.id
  rule {
    object_ownership = "BucketOwnerEnforced" # is fact s3:bucket ownership: BucketOwnerEnforced at aws_s3_bucket_ownership_controls.x.rule[0].object_ownership
  }
}
