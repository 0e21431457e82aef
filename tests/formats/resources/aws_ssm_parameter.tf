resource "aws_ssm_parameter" "x" { # is arn ssm:parameter: arn:aws:ssm:eu-west-1:111111111111:parameter/a/b at aws_ssm_parameter.x
  name = "/a/b"
  type = "String"
  value = "v"
}
