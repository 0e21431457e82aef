resource "aws_codepipeline" "x" {
  name = "p"
  role_arn = "r"
  artifact_store {
    location = "b"
    type = "S3"
  }
  stage {
    name = "s"
    action {
      name = "a"
      category = "Build"
      owner = "AWS"
      provider = "CodeBuild"
      version = "1"
      configuration = {
        ProjectName = "p" # is configuration ProjectName: p at aws_codepipeline.x.stage[0].action[0].configuration.ProjectName
      }
    }
  }
}
