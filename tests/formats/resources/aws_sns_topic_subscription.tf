resource "aws_sns_topic_subscription" "x" {
  topic_arn = "arn:aws:sns:eu-west-1:111111111111:t"
  protocol = "sqs"
  endpoint = "q" # is fact sns:subscription endpoint: q at aws_sns_topic_subscription.x.endpoint
}
