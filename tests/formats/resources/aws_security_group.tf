resource "aws_security_group" "x" {
  vpc_id = "vpc-1"
  egress {
    from_port = 443
    to_port = 443
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"] # is fact ec2:security-group egress.1.CidrIp: 0.0.0.0/0 at aws_security_group.x.egress[0].cidr_blocks[1]
  }
}
