resource "aws_cloudwatch_log_group" "x" { # is arn logs:log-group: arn:aws:logs:eu-west-1:111111111111:log-group:/a at aws_cloudwatch_log_group.x
  name = "/a"
}
