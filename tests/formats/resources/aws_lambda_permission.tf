resource "aws_lambda_permission" "x" {
  function_name = "f"
  action = "lambda:InvokeFunction" # is attached arn:aws:lambda:eu-west-1:111111111111:function:f: lambda:InvokeFunction at aws_lambda_permission.x.action
  principal = "222222222222"
}
