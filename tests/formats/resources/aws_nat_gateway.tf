resource "aws_nat_gateway" "x" {
  subnet_id = "subnet-1" # is fact ec2:natgateway subnet: subnet-1 at aws_nat_gateway.x.subnet_id
}
