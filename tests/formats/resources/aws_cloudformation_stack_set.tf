resource "aws_cloudformation_stack_set" "x" {
  name = "s"
  administration_role_arn = "r" # is fact cloudformation:stackset role: r at aws_cloudformation_stack_set.x.administration_role_arn
}
