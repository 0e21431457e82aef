resource "aws_iam_saml_provider" "x" { # is arn iam: arn:aws:iam::111111111111:saml-provider/s at aws_iam_saml_provider.x
  name = "s"
  saml_metadata_document = "<x/>"
}
