resource "aws_dynamodb_table" "x" { # is arn dynamodb:table: arn:aws:dynamodb:eu-west-1:111111111111:table/t at aws_dynamodb_table.x
  name = "t"
}
