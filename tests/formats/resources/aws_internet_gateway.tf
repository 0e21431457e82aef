resource "aws_internet_gateway" "x" {
  vpc_id = "vpc-1" # is fact ec2:vpc-gateway-attachment vpc: vpc-1 at aws_internet_gateway.x.vpc_id
}
