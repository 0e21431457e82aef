resource "aws_vpc_endpoint" "e" {
  vpc_id = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.s3"
}
resource "aws_vpc_endpoint_subnet_association" "x" {
  vpc_endpoint_id = aws_vpc_endpoint.e.id
  subnet_id = "it" # is fact ec2:vpc-endpoint subnets.0: it at aws_vpc_endpoint_subnet_association.x.subnet_id
}
