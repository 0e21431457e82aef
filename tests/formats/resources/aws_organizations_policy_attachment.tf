resource "aws_organizations_policy" "p" {
  name = "p"
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is attached 222222222222: s3:GetObject at aws_organizations_policy.p.content.Statement[0].Action
}
resource "aws_organizations_policy_attachment" "a" {
  policy_id = aws_organizations_policy.p.id
  target_id = "222222222222"
}
