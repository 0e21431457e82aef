resource "aws_sns_topic" "x" {
  name = "n"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] }) # is policy sns:topic: sns:Publish at aws_sns_topic.x.policy.Statement[0].Action
}
