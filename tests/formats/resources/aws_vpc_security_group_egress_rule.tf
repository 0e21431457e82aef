resource "aws_vpc_security_group_egress_rule" "x" {
  security_group_id = "sg-1"
  ip_protocol = "-1"
  cidr_ipv4 = "0.0.0.0/0" # is fact ec2:security-group-egress cidr: 0.0.0.0/0 at aws_vpc_security_group_egress_rule.x.cidr_ipv4
}
