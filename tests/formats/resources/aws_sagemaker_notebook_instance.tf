resource "aws_sagemaker_notebook_instance" "x" {
  name = "n"
  role_arn = "r" # is fact sagemaker:notebook-instance role: r at aws_sagemaker_notebook_instance.x.role_arn
}
