resource "aws_kms_key" "x" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }] }) # is policy kms:key: kms:* at aws_kms_key.x.policy.Statement[0].Action
}
