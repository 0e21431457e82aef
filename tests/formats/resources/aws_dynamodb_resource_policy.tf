resource "aws_dynamodb_resource_policy" "x" {
  resource_arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/t"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "dynamodb:GetItem", Resource = "*" }] }) # is attached arn:aws:dynamodb:eu-west-1:111111111111:table/t: dynamodb:GetItem at aws_dynamodb_resource_policy.x.policy.Statement[0].Action
}
