resource "aws_sagemaker_model" "x" {
  name = "m"
  execution_role_arn = "r"
  primary_container {
    image = "i"
    model_data_url = "s3://b/k" # is fact sagemaker:model container.ModelDataUrl: s3://b/k at aws_sagemaker_model.x.primary_container[0].model_data_url
  }
}
