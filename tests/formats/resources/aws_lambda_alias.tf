resource "aws_lambda_alias" "x" { # is arn lambda:alias: arn:aws:lambda:eu-west-1:111111111111:function:f:a at aws_lambda_alias.x
  name = "a"
  function_name = "f"
  function_version = "1"
}
