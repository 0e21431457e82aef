resource "aws_subnet" "s" {
  vpc_id = "vpc-1"
}
resource "aws_route_table_association" "x" {
  route_table_id = "rtb-1"
  subnet_id = aws_subnet.s.id # is fact ec2:subnet-route-table-association subnet: ${infra/aws_subnet.s} at aws_route_table_association.x.subnet_id
}
