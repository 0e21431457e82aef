resource "aws_kinesis_stream" "x" { # is arn kinesis:stream: arn:aws:kinesis:eu-west-1:111111111111:stream/s at aws_kinesis_stream.x
  name = "s"
}
