resource "aws_secretsmanager_secret_policy" "x" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:s-abcdef"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:*", Resource = "*" }] }) # is attached arn:aws:secretsmanager:eu-west-1:111111111111:secret:s-abcdef: secretsmanager:* at aws_secretsmanager_secret_policy.x.policy.Statement[0].Action
}
