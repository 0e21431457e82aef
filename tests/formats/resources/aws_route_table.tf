resource "aws_route_table" "x" {
  vpc_id = "vpc-1"
  route {
    cidr_block = "0.0.0.0/0"
    nat_gateway_id = "nat-1" # is fact ec2:route nat: nat-1 at aws_route_table.x.route[0].nat_gateway_id
  }
}
