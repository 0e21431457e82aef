resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_notification" "x" {
  bucket = "b"
  queue {
    queue_arn = "q" # is fact s3:bucket notifications.Queue.0.QueueArn: q at aws_s3_bucket_notification.x.queue[0].queue_arn
    events = ["s3:ObjectCreated:*"]
  }
}
