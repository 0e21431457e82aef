resource "aws_vpc_endpoint" "e" {
  vpc_id = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] }) # is policy ec2:vpc-endpoint: s3:GetObject at aws_vpc_endpoint.e.policy.Statement[0].Action
}
