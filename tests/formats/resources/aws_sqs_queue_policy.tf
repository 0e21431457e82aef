resource "aws_sqs_queue" "q" {
  name = "q"
}
resource "aws_sqs_queue_policy" "x" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" }] }) # is attached arn:aws:sqs:eu-west-1:111111111111:q: sqs:* at aws_sqs_queue_policy.x.policy.Statement[0].Action
}
