resource "aws_scheduler_schedule" "x" {
  name = "s"
  target {
    arn = "a"
    role_arn = "r" # is fact scheduler:schedule target.RoleArn: r at aws_scheduler_schedule.x.target[0].role_arn
  }
}
