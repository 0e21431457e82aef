resource "aws_kinesis_resource_policy" "x" {
  resource_arn = "arn:aws:kinesis:eu-west-1:111111111111:stream/s"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "kinesis:PutRecord", Resource = "*" }] }) # is attached arn:aws:kinesis:eu-west-1:111111111111:stream/s: kinesis:PutRecord at aws_kinesis_resource_policy.x.policy.Statement[0].Action
}
