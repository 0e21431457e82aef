resource "aws_cloudwatch_event_permission" "x" {
  principal = "222222222222"
  statement_id = "s"
  action = "events:PutEvents" # is attached arn:aws:events:eu-west-1:111111111111:event-bus/default: events:PutEvents at aws_cloudwatch_event_permission.x.action
}
