resource "aws_sagemaker_model_package_group" "x" { # is arn sagemaker:model-package-group: arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/g at aws_sagemaker_model_package_group.x
  model_package_group_name = "g"
}
