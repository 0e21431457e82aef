resource "aws_codecommit_repository" "x" { # is arn codecommit:repository: arn:aws:codecommit:eu-west-1:111111111111:r at aws_codecommit_repository.x
  repository_name = "r"
}
