resource "aws_sagemaker_project" "x" { # is arn sagemaker:project: arn:aws:sagemaker:eu-west-1:111111111111:project/p at aws_sagemaker_project.x
  project_name = "p"
}
