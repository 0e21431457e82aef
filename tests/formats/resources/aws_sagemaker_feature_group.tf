resource "aws_sagemaker_feature_group" "x" {
  feature_group_name = "f"
  role_arn = "r" # is fact sagemaker:feature-group role: r at aws_sagemaker_feature_group.x.role_arn
}
