resource "aws_lambda_function" "x" {
  function_name = "f"
  role = "arn:aws:iam::111111111111:role/r" # is fact lambda:function role: arn:aws:iam::111111111111:role/r at aws_lambda_function.x.role
}
