resource "aws_subnet" "x" {
  vpc_id = "vpc-1" # is fact ec2:subnet vpc: vpc-1 at aws_subnet.x.vpc_id
  cidr_block = "10.0.0.0/24"
}
