resource "aws_sagemaker_domain" "x" {
  domain_name = "d"
  default_user_settings {
    execution_role = "r" # is fact sagemaker:domain user_settings.ExecutionRole: r at aws_sagemaker_domain.x.default_user_settings[0].execution_role
  }
}
