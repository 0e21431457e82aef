resource "aws_vpc_security_group_ingress_rule" "x" {
  security_group_id = "sg-1"
  ip_protocol = "tcp"
  from_port = 443
  to_port = 443
  referenced_security_group_id = "sg-2" # is fact ec2:security-group-ingress from_group: sg-2 at aws_vpc_security_group_ingress_rule.x.referenced_security_group_id
}
