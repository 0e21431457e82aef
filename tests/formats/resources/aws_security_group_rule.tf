resource "aws_security_group_rule" "x" {
  security_group_id = "sg-1"
  type = "ingress"
  from_port = 443
  to_port = 443
  protocol = "tcp"
  source_security_group_id = "sg-2" # is fact ec2:security-group-ingress from_group: sg-2 at aws_security_group_rule.x.source_security_group_id
}
