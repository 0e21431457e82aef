resource "aws_sqs_queue" "x" {
  name = "n"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }] }) # is policy sqs:queue: sqs:SendMessage at aws_sqs_queue.x.policy.Statement[0].Action
}
