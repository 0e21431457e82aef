resource "aws_cloudformation_stack" "x" { # is arn cloudformation:stack: arn:aws:cloudformation:eu-west-1:111111111111:stack/s/${infra/aws_cloudformation_stack.x.id} at aws_cloudformation_stack.x
  name = "s"
  template_body = "{}"
}
