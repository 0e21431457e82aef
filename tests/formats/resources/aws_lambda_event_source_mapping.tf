resource "aws_lambda_event_source_mapping" "x" {
  event_source_arn = "q" # is fact lambda:event-source-mapping source: q at aws_lambda_event_source_mapping.x.event_source_arn
  function_name = "f"
}
