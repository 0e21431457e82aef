resource "aws_cloudwatch_event_rule" "x" {
  name = "r"
  event_pattern = jsonencode({ source = ["aws.s3"] }) # is fact events:rule pattern.source.0: aws.s3 at aws_cloudwatch_event_rule.x.event_pattern.source[0]
}
