resource "aws_cloudwatch_event_rule" "r" {
  name = "r"
}
resource "aws_cloudwatch_event_target" "x" {
  rule = aws_cloudwatch_event_rule.r.name
  arn = "a" # is fact events:rule targets.0.Arn: a at aws_cloudwatch_event_target.x.arn
}
