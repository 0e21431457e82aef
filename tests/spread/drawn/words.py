"""What the policies of an organization say, drawn at random: whom they name, and what they are about."""

from __future__ import annotations

from random import Random
from typing import Any

Json = dict[str, Any]
REGION, ORGANIZATION = "us-east-1", "o-a1b2c3d4e5"
STRANGER = "999999999999"
PATHS = ("/", "/", "/", "/ml/", "/service-role/")
NAMES = ("train", "deploy", "Deploy", "admin", "serve", "label", "build", "pipeline", "events")
SERVICES = (
    *("lambda", "glue", "sagemaker", "codebuild", "codepipeline", "cloudformation", "events"),
    *("states", "ec2", "servicecatalog"),
)
ESCALATING = (
    ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    ("iam:PassRole", "glue:CreateDevEndpoint"),
    ("iam:PassRole", "sagemaker:CreateNotebookInstance"),
    ("iam:PassRole", "cloudformation:CreateStack"),
    ("iam:PassRole", "codepipeline:CreatePipeline"),
    ("iam:PutRolePolicy",),
    ("iam:AttachRolePolicy",),
    ("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    ("iam:CreateAccessKey",),
    ("iam:CreatePolicyVersion",),
    ("iam:PutUserPolicy",),
    ("iam:AddUserToGroup",),
    ("lambda:UpdateFunctionCode",),
    ("codebuild:UpdateProject", "codebuild:StartBuild"),
    ("cloudformation:UpdateStack",),
    ("codepipeline:UpdatePipeline", "codepipeline:StartPipelineExecution"),
    ("states:UpdateStateMachine", "states:StartExecution"),
)
USES = (
    *("s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:*", "s3:PutBucketPolicy"),
    *("kms:Decrypt", "kms:GenerateDataKey*", "kms:*", "kms:CreateGrant", "kms:PutKeyPolicy"),
    *("ecr:BatchGetImage", "ecr:*", "sagemaker:CreateModelPackage", "sagemaker:*"),
    *("sagemaker:UpdateModelPackage", "sagemaker:CreateTrainingJob", "sns:Subscribe"),
    *("secretsmanager:GetSecretValue", "sqs:SendMessage", "sns:Publish", "events:PutEvents"),
    *("lambda:InvokeFunction", "codepipeline:PutApprovalResult", "logs:*", "codecommit:GitPush"),
    *("codepipeline:StartPipelineExecution", "states:StartExecution", "*"),
)
WORK = (
    *("s3:*", "kms:*", "codebuild:*", "codecommit:*", "sagemaker:*", "cloudformation:*", "sns:*"),
    *("lambda:*", "events:*", "states:*", "sqs:*", "logs:*", "codepipeline:*", "sts:AssumeRole"),
)


def policy(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: object, resource: object = None, **more: object) -> Json:
    on = {} if resource is None else {"Resource": resource}
    return {"Effect": "Allow", **more, "Action": actions, **on}


class Words:
    """What can be said: the accounts, who is in each, and the ARNs of its things once they are known."""

    def __init__(self, dice: Random, accounts: tuple[str, ...]) -> None:
        self.dice = dice
        self.accounts = accounts
        self.is_generous = dice.random() < 0.5
        self.arns: dict[str, list[str]] = {account: [] for account in accounts}
        self.people = {account: self._people() for account in accounts}

    def _people(self) -> tuple[tuple[str, str, str], ...]:
        """Roles and users, each with its path; in some accounts nobody."""
        if self.dice.random() < 0.1:
            return ()
        roles = dict.fromkeys(self.dice.choices(NAMES, k=self.dice.randint(4, 9)))
        users = dict.fromkeys(self.dice.choices(("ann", "bob", "train"), k=self.dice.randint(0, 2)))
        every = (*(("role", name) for name in roles), *(("user", name) for name in users))
        return tuple((kind, name, self.dice.choice(PATHS)) for kind, name in every)

    def role(self, account: str | None = None) -> str:
        """The ARN of a role; mostly there is one, sometimes it has another path."""
        dice = self.dice
        account = account or dice.choice(self.accounts)
        roles = [
            (name, path) for kind, name, path in self.people.get(account, ()) if kind == "role"
        ]
        name, path = dice.choice((*NAMES, "gone")), "/"
        if roles and dice.random() < 0.88:
            name, path = dice.choice(roles)
        if dice.random() < 0.05:
            path = dice.choice(PATHS)
        return f"arn:aws:iam::{account}:role{path}{name}"

    def one_of(self, *parts: str) -> str:
        """The ARN of a thing in whichever account."""
        every = (arn for those in self.arns.values() for arn in those)
        found = [arn for arn in every if any(part in arn for part in parts)]
        return self.dice.choice(found) if found else f"arn:aws:sqs:{REGION}:{STRANGER}:none"

    def bucket(self) -> str:
        """The name of a bucket."""
        return self.one_of(":s3:::").rpartition(":")[2]

    def somebody(self) -> object:
        """Whom a policy names."""
        dice, account = self.dice, self.dice.choice((*self.accounts, *self.accounts, STRANGER))
        role = self.role(account)
        return dice.choice(
            (
                *(role, role, role, self.role(), self.role()),
                *(f"arn:aws:iam::{account}:root", f"arn:aws:iam::{account}:root", account),
                f"arn:aws:iam::{account}:user{dice.choice(PATHS)}{dice.choice(('ann', 'bob'))}",
                f"arn:aws:sts::{account}:assumed-role/{role.rpartition('/')[2]}/session",
                f"AROA{dice.choice(('TRAIN', 'GONE'))}{account}",
                [role, f"arn:aws:iam::{account}:root"],
                dice.choice((int(account), "*", "*")),
                "*",
            )
        )

    def principal(self) -> Json:
        """The element that names somebody."""
        somebody = self.somebody()
        is_bare = somebody == "*" and self.dice.random() < 0.5
        return {"Principal": "*" if is_bare else {"AWS": somebody}}

    def condition(self) -> Json:
        account = self.dice.choice((*self.accounts, STRANGER))
        return self.dice.choice(
            (
                {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
                {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{account}:role/*"}},
                {"ArnEquals": {"aws:PrincipalArn": self.role()}},
                {"StringEquals": {"aws:PrincipalAccount": account}},
                {"StringEquals": {"aws:SourceAccount": account}},
                {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/train"}},
                {"StringEquals": {"sts:ExternalId": "secret"}},
                {"StringNotEquals": {"aws:PrincipalAccount": account}},
                {"Bool": {"aws:SecureTransport": "true"}},
            )
        )

    def _varied(self, statement: Json, conditioned: float, denies: float) -> Json:
        if self.dice.random() < conditioned:
            statement["Condition"] = self.condition()
        if self.dice.random() < denies:
            statement["Effect"] = "Deny"
        return statement

    def trust(self, account: str) -> Json:
        """A trust policy; few are such as AWS would not take."""
        return policy(*(self._trusting(account) for _ in range(self.dice.choice((1, 1, 1, 2, 3)))))

    def _trusting(self, account: str) -> Json:
        dice = self.dice
        if dice.random() < 0.01:
            return allow("sts:AssumeRole", NotPrincipal={"AWS": self.role(account)})
        services = [f"{each}.amazonaws.com" for each in dice.sample(SERVICES, dice.choice((1, 2)))]
        whom = {"Principal": {"Service": services}} if dice.random() < 0.5 else self.principal()
        actions = dice.choice(("sts:AssumeRole", "sts:AssumeRole", "sts:*"))
        return self._varied(allow(actions, **whom), 0.3, 0.1)

    def of_resource(self, arn: str, actions: tuple[object, ...]) -> Json:
        """The policy of a thing."""
        if self.dice.random() < 0.02:
            return policy({"Effect": "Perhaps"})
        many = self.dice.choice((1, 1, 2, 3))
        return policy(*(self._letting_in(arn, self.dice.choice(actions)) for _ in range(many)))

    def _letting_in(self, arn: str, action: object) -> Json:
        on: object = "*" if ":kms:" in arn else [arn, f"{arn}/*"] if ":s3:" in arn else arn
        whom = self.principal()
        if self.dice.random() < 0.1:
            service = self.dice.choice(("s3", "sns", "events", "codepipeline", "lambda"))
            whom = {"Principal": {"Service": f"{service}.amazonaws.com"}}
        found = self._varied(allow(action, None if ":ecr:" in arn else on, **whom), 0.35, 0.1)
        if self.dice.random() < 0.05:
            del found["Principal"]
            found |= {"Effect": "Deny", "NotPrincipal": {"AWS": self.role()}}
        return found

    def identity(self, account: str) -> Json:
        """What a principal may do."""
        found = [self.statement(account) for _ in range(self.dice.randint(1, 3))]
        if self.is_generous and self.dice.random() < 0.5:
            found.append(allow(list(WORK), "*"))
        return policy(*found)

    def statement(self, account: str) -> Json:
        dice, kind = self.dice, self.dice.randrange(12)
        if kind < 3:
            found = allow(["sts:AssumeRole"], self._of_roles(account))
        elif kind < 5:
            on = self._of_roles(account) if dice.random() < 0.6 else "*"
            found = allow(list(dice.choice(ESCALATING)), on)
        elif kind == 5:
            found = allow("iam:PassRole", self._of_roles(account))
        elif kind == 6 and dice.random() < 0.4:
            found = allow(dice.choice(("*", "iam:*", "sts:*")), "*")
        else:
            found = allow(dice.sample(USES, dice.choice((1, 2, 3))), self._about(account))
        return self._varied(found, 0.15, 0.12)

    def _of_roles(self, account: str) -> object:
        other = self.dice.choice(self.accounts)
        return self.dice.choice(
            (
                *("*", "arn:aws:iam::*:role/deploy", "arn:aws:iam::*:role/*/train"),
                *(f"arn:aws:iam::{account}:role/*", f"arn:aws:iam::{other}:role/*"),
                *(f"arn:aws:iam::{account}:*", f"arn:aws:iam::{account}:user/*"),
                *(self.role(), self.role(account), [self.role(), self.role(other)]),
            )
        )

    def _about(self, account: str) -> object:
        dice, thing = self.dice, self.one_of("arn:")
        service, other = dice.choice(("kms", "ecr", "sns", "sqs")), (*self.accounts, STRANGER)
        return dice.choice(
            (
                *(thing, thing, f"{self.one_of(':s3:::')}/*", *(self.arns[account][:1] or ["*"])),
                *("arn:aws:s3:::models-*", "arn:aws:s3:::models-*/*", "arn:aws:s3:::*"),
                *("*", "*", f"arn:aws:{service}:*:{dice.choice(other)}:*"),
            )
        )
