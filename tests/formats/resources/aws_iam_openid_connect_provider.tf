resource "aws_iam_openid_connect_provider" "x" { # is arn iam: arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com at aws_iam_openid_connect_provider.x
  url = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
