resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "x" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default {
      kms_master_key_id = "k" # is fact s3:bucket encryption.ServerSideEncryptionByDefault.KMSMasterKeyID: k at aws_s3_bucket_server_side_encryption_configuration.x.rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id
      sse_algorithm = "aws:kms"
    }
  }
}
