resource "aws_codebuild_project" "x" {
  name = "p"
  service_role = "r" # is fact codebuild:project role: r at aws_codebuild_project.x.service_role
}
