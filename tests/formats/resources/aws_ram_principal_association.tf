resource "aws_ram_resource_share" "s" {
  name = "s"
}
resource "aws_ram_resource_association" "a" {
  resource_arn = "arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/g"
  resource_share_arn = aws_ram_resource_share.s.arn
}
resource "aws_ram_principal_association" "x" { # is attached arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/g: ${actions of the permission of infra/aws_ram_resource_share.s} at aws_ram_principal_association.x
  principal = "222222222222"
  resource_share_arn = aws_ram_resource_share.s.arn
}
