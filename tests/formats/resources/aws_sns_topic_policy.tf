resource "aws_sns_topic_policy" "x" {
  arn = "arn:aws:sns:eu-west-1:111111111111:t"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:*", Resource = "*" }] }) # is attached arn:aws:sns:eu-west-1:111111111111:t: sns:* at aws_sns_topic_policy.x.policy.Statement[0].Action
}
