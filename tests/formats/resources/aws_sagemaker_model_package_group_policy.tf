resource "aws_sagemaker_model_package_group_policy" "x" {
  model_package_group_name = "g"
  resource_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sagemaker:*", Resource = "*" }] }) # is attached arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/g: sagemaker:* at aws_sagemaker_model_package_group_policy.x.resource_policy.Statement[0].Action
}
