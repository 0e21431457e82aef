resource "aws_cloudformation_stack_set" "x" {
  name = "s"
  execution_role_name = "e" # is fact cloudformation:stackset execution_role: e at aws_cloudformation_stack_set.x.execution_role_name
}
resource "aws_cloudformation_stack_set_instance" "i" {
  stack_set_name = aws_cloudformation_stack_set.x.name
}
