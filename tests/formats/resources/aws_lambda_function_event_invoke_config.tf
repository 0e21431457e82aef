resource "aws_lambda_function_event_invoke_config" "x" {
  function_name = "f"
  qualifier = "live"
  destination_config {
    on_failure {
      destination = "q" # is fact lambda:destinations failure: q at aws_lambda_function_event_invoke_config.x.destination_config[0].on_failure[0].destination
    }
  }
}
