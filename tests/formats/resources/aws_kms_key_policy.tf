resource "aws_kms_key" "k" {
}
resource "aws_kms_key_policy" "x" {
  key_id = aws_kms_key.k.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }] }) # is attached arn:aws:kms:eu-west-1:111111111111:key/${infra/aws_kms_key.k}: kms:* at aws_kms_key_policy.x.policy.Statement[0].Action
}
