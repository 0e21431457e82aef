resource "aws_ecr_repository" "r" {
  name = "a/b"
  encryption_configuration {
    encryption_type = "KMS"
    kms_key = "k" # is fact ecr:repository encryption.KmsKey: k at aws_ecr_repository.r.encryption_configuration[0].kms_key
  }
}
