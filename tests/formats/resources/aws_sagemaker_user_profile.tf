resource "aws_sagemaker_user_profile" "x" {
  domain_id = "d-1"
  user_profile_name = "u"
  user_settings {
    execution_role = "r" # is fact sagemaker:user-profile user_settings.ExecutionRole: r at aws_sagemaker_user_profile.x.user_settings[0].execution_role
  }
}
