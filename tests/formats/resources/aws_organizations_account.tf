resource "aws_organizations_policy" "p" {
  name = "p"
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }) # is attached ${infra/aws_organizations_organizational_unit.u.id}: s3:GetObject at aws_organizations_policy.p.content.Statement[0].Action
}
resource "aws_organizations_policy_attachment" "a" {
  policy_id = aws_organizations_policy.p.id
  target_id = aws_organizations_organizational_unit.u.id
}
resource "aws_organizations_organizational_unit" "u" {
  name = "u"
  parent_id = "r-abcd"
}
resource "aws_organizations_account" "a" {
  name = "a"
  email = "a@example.com"
  parent_id = aws_organizations_organizational_unit.u.id
}
