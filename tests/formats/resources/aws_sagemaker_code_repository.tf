resource "aws_sagemaker_code_repository" "x" { # is arn sagemaker:code-repository: arn:aws:sagemaker:eu-west-1:111111111111:code-repository/c at aws_sagemaker_code_repository.x
  code_repository_name = "c"
}
