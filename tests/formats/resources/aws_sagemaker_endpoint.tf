resource "aws_sagemaker_endpoint" "x" {
  name = "e"
  endpoint_config_name = "c" # is fact sagemaker:endpoint config: c at aws_sagemaker_endpoint.x.endpoint_config_name
}
