resource "aws_cloudwatch_event_bus_policy" "x" {
  event_bus_name = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "events:PutEvents", Resource = "*" }] }) # is attached arn:aws:events:eu-west-1:111111111111:event-bus/b: events:PutEvents at aws_cloudwatch_event_bus_policy.x.policy.Statement[0].Action
}
