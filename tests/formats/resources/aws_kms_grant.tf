resource "aws_kms_key" "k" {
}
resource "aws_kms_grant" "x" { # is grant: arn:aws:iam::222222222222:role/r Decrypt arn:aws:kms:eu-west-1:111111111111:key/${infra/aws_kms_key.k} at aws_kms_grant.x
  key_id = aws_kms_key.k.key_id
  grantee_principal = "arn:aws:iam::222222222222:role/r"
  operations = ["Decrypt"]
}
