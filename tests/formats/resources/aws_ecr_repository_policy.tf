resource "aws_ecr_repository" "r" {
  name = "a/b"
}
resource "aws_ecr_repository_policy" "x" {
  repository = aws_ecr_repository.r.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "ecr:*", Resource = "*" }] }) # is attached arn:aws:ecr:eu-west-1:111111111111:repository/a/b: ecr:* at aws_ecr_repository_policy.x.policy.Statement[0].Action
}
