resource "aws_kms_replica_key" "x" {
  primary_key_arn = "arn:aws:kms:us-east-1:111111111111:key/mrk-1"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }] }) # is policy kms:replica: kms:* at aws_kms_replica_key.x.policy.Statement[0].Action
}
