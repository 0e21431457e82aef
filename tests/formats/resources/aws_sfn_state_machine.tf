resource "aws_sfn_state_machine" "x" {
  name = "m"
  role_arn = "r" # is fact states:stateMachine role: r at aws_sfn_state_machine.x.role_arn
  definition = "{}"
}
