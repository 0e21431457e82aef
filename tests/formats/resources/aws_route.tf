resource "aws_route" "x" {
  route_table_id = "rtb-1"
  destination_cidr_block = "0.0.0.0/0" # is fact ec2:route destination: 0.0.0.0/0 at aws_route.x.destination_cidr_block
  nat_gateway_id = "nat-1"
}
