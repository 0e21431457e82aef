resource "aws_sagemaker_pipeline" "x" {
  pipeline_name = "p"
  pipeline_display_name = "p"
  role_arn = "r" # is fact sagemaker:pipeline role: r at aws_sagemaker_pipeline.x.role_arn
  pipeline_definition = "{}"
}
