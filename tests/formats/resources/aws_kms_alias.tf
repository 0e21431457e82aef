resource "aws_kms_alias" "x" {
  name = "alias/a"
  target_key_id = "k" # is fact kms:alias key: k at aws_kms_alias.x.target_key_id
}
