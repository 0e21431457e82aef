resource "aws_vpc" "x" {
  cidr_block = "10.0.0.0/16" # is fact ec2:vpc cidr: 10.0.0.0/16 at aws_vpc.x.cidr_block
}
