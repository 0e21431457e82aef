resource "aws_cloudwatch_event_bus" "x" { # is arn events:event-bus: arn:aws:events:eu-west-1:111111111111:event-bus/b at aws_cloudwatch_event_bus.x
  name = "b"
}
