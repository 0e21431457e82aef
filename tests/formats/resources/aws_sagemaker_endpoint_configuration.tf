resource "aws_sagemaker_endpoint_configuration" "x" {
  name = "c"
  kms_key_arn = "k" # is fact sagemaker:endpoint-config key: k at aws_sagemaker_endpoint_configuration.x.kms_key_arn
  production_variants {
    model_name = "m"
  }
}
