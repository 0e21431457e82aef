resource "aws_internet_gateway_attachment" "x" {
  internet_gateway_id = "igw-1" # is fact ec2:vpc-gateway-attachment gateway: igw-1 at aws_internet_gateway_attachment.x.internet_gateway_id
  vpc_id = "vpc-1"
}
