"""What the parts of a pipeline are called, in its own account and where it deploys."""

from __future__ import annotations

from .layout import REGION, Layout

SOURCE, BUILT = "SourceArtifact", "BuiltArtifact"
STACK, TEMPLATE = "model-serving", "serving.yaml"


class Names:
    """What the parts of the pipeline of an account are called."""

    def __init__(self, layout: Layout, index: int) -> None:
        self.layout, self.index = layout, index
        self.account = layout.account(index)
        self.target = layout.account(layout.target(index))
        self.pipeline = f"promote-{index:05}"  # at most 20 letters: artifacts are kept under it
        self.project = self.repository = self.pipeline
        self.bucket = f"artifacts-{self.pipeline}-{self.account}"
        self.key_id = layout.key_id(index, -1)
        self.key = layout.key(index, -1)
        self.roles = [f"{self.pipeline}-{each}" for each in ("service", "build", "commit")]
        self.roles_there = [f"{self.pipeline}-{each}" for each in ("action", "stack")]

    @property
    def service(self) -> str:
        """The role of the pipeline."""
        return self._role(self.account, self.roles[0])

    @property
    def build(self) -> str:
        """The role of the build."""
        return self._role(self.account, self.roles[1])

    @property
    def commit(self) -> str:
        """The role by which a commit starts the pipeline."""
        return self._role(self.account, self.roles[2])

    @property
    def action(self) -> str:
        """The role of the action that deploys, in the account that is deployed into."""
        return self._role(self.target, self.roles_there[0])

    @property
    def stack(self) -> str:
        """The role as which CloudFormation makes the stack there."""
        return self._role(self.target, self.roles_there[1])

    def here(self, service: str, rest: str) -> str:
        """The ARN of something in the pipeline's account."""
        return f"arn:aws:{service}:{REGION}:{self.account}:{rest}"

    def there(self, service: str, rest: str) -> str:
        """The ARN of something in the account that is deployed into."""
        return f"arn:aws:{service}:{REGION}:{self.target}:{rest}"

    def _role(self, account: str, name: str) -> str:
        return f"arn:aws:iam::{account}:role/{name}"
