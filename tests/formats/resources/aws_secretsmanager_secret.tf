resource "aws_secretsmanager_secret" "x" {
  name = "s"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:*", Resource = "*" }] }) # is policy secretsmanager:secret: secretsmanager:* at aws_secretsmanager_secret.x.policy.Statement[0].Action
}
