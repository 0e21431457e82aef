resource "aws_vpc_endpoint" "e" {
  vpc_id = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.s3"
}
resource "aws_vpc_endpoint_security_group_association" "x" {
  vpc_endpoint_id = aws_vpc_endpoint.e.id
  security_group_id = "it" # is fact ec2:vpc-endpoint security_groups.0: it at aws_vpc_endpoint_security_group_association.x.security_group_id
}
