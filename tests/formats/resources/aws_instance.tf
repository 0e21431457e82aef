resource "aws_instance" "x" {
  subnet_id = "subnet-1" # is fact ec2:instance subnet: subnet-1 at aws_instance.x.subnet_id
}
