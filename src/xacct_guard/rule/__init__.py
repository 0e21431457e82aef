"""The facade: all that a rule imports comes from here."""

from __future__ import annotations

from ..edit.conditions import compared, conditioned, renamed
from ..edit.elements import (
    appended,
    detached,
    left_out,
    named_instead,
    set_at,
    taken_out,
    wholly_named,
    widened,
    with_property,
    withdrawn,
)
from ..edit.respelled import alike, respelled
from ..edit.standing import plain, standing
from ..finding import (
    Add,
    Addition,
    Asked,
    Confidence,
    Edit,
    Evidence,
    Finding,
    Fix,
    Kind,
    Put,
    Safety,
    Severity,
    Take,
)
from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_aws_managed
from ..graph.link import of_aws
from ..graph.model import Account, Resource, Role
from ..graph.noticed import Defaulted, MisreadAccount, Placeholder
from ..graph.pipeline import Action, ArtifactStore, Pipeline
from ..graph.step import Ground, Page, Stand, Step
from ..iam.action import (
    changes_something,
    closest_action,
    is_known_action,
    is_known_service,
    meant_action,
    reference_is_old,
)
from ..iam.arn import Arn
from ..iam.arn_pattern import match_resource
from ..iam.conditions.ip import network_of
from ..iam.decision import Decision, LayerOutcome, Miss, Verdict
from ..iam.deputy import AT_RESOURCES, SILENT_ABROAD, WITH_ROLES
from ..iam.likeness import only_near
from ..iam.overlap import may_overlap, may_overlap_as_arns
from ..iam.pattern import match
from ..iam.policy import (
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Principals,
    SetOperator,
    Statement,
    Written,
)
from ..iam.reference import rcp_services
from ..iam.reference.registries import is_registry
from ..iam.symbol import has_symbol, shown, symbols_in
from ..iam.truth import Truth
from ..repair.paste import referred
from ..services.s3 import default_key
from ..span import Node, Source, Span
from ..trace import AccessPath, Hop
from .adoption import adoptions, services_of
from .arn_form import ArnFault, arn_fault, is_region_name
from .attachment import Attachment, Given, attachments, given
from .aws_account import is_aws_account
from .breadth import (
    access_level,
    is_everything,
    is_identity,
    is_narrowed,
    is_unconditional,
    manages_permissions,
    of_account,
    only_scale,
    only_watch,
    permissions_managed,
    says_little,
    whole_services,
    wide_services,
)
from .broken import broken_hops
from .bucket import (
    declared_bucket,
    declared_buckets,
    is_refused_to_all,
    somebody,
    stores,
    uploads,
    writes,
    writes_from_abroad,
)
from .choice import closest_name
from .commit import CommitRule, code_sources, commit_rules, setting
from .condition_key import (
    any_carries,
    carriers,
    closest_key,
    holds_without,
    is_everywhere,
    is_multivalued,
    is_negated,
    key_type,
    knows_tags,
    meant_key,
    reads_variables,
    sends_endpoint_owner,
    tag_family,
    written_operator,
)
from .dead_end import dead_end
from .dealing import asked_by, at_work, dealings, puzzling, roles_using, users_of
from .document import Document, Placed, conditions, documents, sentences
from .entrance import is_entered_from_abroad, runs_code
from .escalation.edge import Anybody, Edge, is_of_aws
from .escalation.estate import is_deployer
from .escalation.feeding import Feeder, feeders
from .escalation.reach import (
    Way,
    intended_administrators,
    is_administrator,
    takeovers_of_some_service,
    takeovers_of_users,
    ways_abroad,
    ways_to_administrator,
)
from .escalation.telling import among, granting, how, mend, onward, places, strongest, whom
from .facts import Facts, fact
from .fitness import fits, is_alias_of_a_key, is_of_versions, wanted
from .handshake import OneSided, one_sided
from .holding import Holding, holdings, holdings_by_place, holdings_of_resources
from .ignores.ignore import Ignore
from .listing import Listing, listings
from .lost import Lost, lost_calls
from .misfit import misfits
from .need import Needs, actions_of, letting_pass, narrowed, needs, taken
from .newcomer import by_token, for_stranger, may_let_in_strangers
from .order import Circle, circles, stack_of
from .outsider import (
    Opening,
    accounts_named,
    from_anywhere,
    is_by,
    is_certain,
    is_open,
    is_personal,
    openings,
    outsider,
    public,
    stranger,
    things,
)
from .own_account import own_account
from .quota import Filling, fillings
from .reading import Reading, unwritten
from .registration import twins_registered_into
from .requirement import Requirement
from .rule import Rule, Turn
from .safety import applying, if_sure
from .source_text import file_of, line_of, sources
from .statements import head_of, is_on_everything, is_wide
from .supposition import (
    PRINCIPALS,
    STARTERS,
    UNINTENDED,
    UNSEEN,
    UNUSED,
    WORKERS,
    Abroad,
    Supposition,
    doubted,
)
from .tier import Tier
from .wording import listed, roles_named
from .worst import worst
from .written import is_written_out

__all__ = [
    "AT_RESOURCES",
    "PRINCIPALS",
    "SILENT_ABROAD",
    "STARTERS",
    "UNINTENDED",
    "UNSEEN",
    "UNUSED",
    "WITH_ROLES",
    "WORKERS",
    "Abroad",
    "AccessGraph",
    "AccessPath",
    "Account",
    "Action",
    "Add",
    "Addition",
    "Anybody",
    "Arn",
    "ArnFault",
    "ArtifactStore",
    "Asked",
    "Attachment",
    "Circle",
    "CommitRule",
    "Condition",
    "Confidence",
    "Decision",
    "Defaulted",
    "Document",
    "Edge",
    "Edit",
    "Effect",
    "Evidence",
    "Facts",
    "Feeder",
    "Filling",
    "Finding",
    "Fix",
    "Given",
    "Ground",
    "Holding",
    "Hop",
    "Ignore",
    "Kind",
    "LayerOutcome",
    "Listing",
    "Lost",
    "MisreadAccount",
    "Miss",
    "Needs",
    "Node",
    "OneSided",
    "Opening",
    "Page",
    "Pipeline",
    "Placed",
    "Placeholder",
    "Policy",
    "PolicyKind",
    "Principals",
    "Put",
    "Reading",
    "Requirement",
    "Resource",
    "Role",
    "Rule",
    "Safety",
    "SetOperator",
    "Severity",
    "Source",
    "Span",
    "Stand",
    "Statement",
    "Step",
    "Supposition",
    "Take",
    "Tier",
    "Truth",
    "Turn",
    "Verdict",
    "Way",
    "Written",
    "access_level",
    "accounts_named",
    "actions_of",
    "adoptions",
    "alike",
    "among",
    "any_carries",
    "appended",
    "applying",
    "arn_fault",
    "asked_by",
    "at_work",
    "attachments",
    "broken_hops",
    "by_token",
    "carriers",
    "changes_something",
    "circles",
    "closest_action",
    "closest_key",
    "closest_name",
    "code_sources",
    "commit_rules",
    "compared",
    "conditioned",
    "conditions",
    "dead_end",
    "dealings",
    "declared_bucket",
    "declared_buckets",
    "default_key",
    "detached",
    "documents",
    "doubted",
    "fact",
    "feeders",
    "file_of",
    "fillings",
    "fits",
    "for_stranger",
    "from_anywhere",
    "given",
    "granting",
    "has_symbol",
    "head_of",
    "holdings",
    "holdings_by_place",
    "holdings_of_resources",
    "holds_without",
    "how",
    "if_sure",
    "intended_administrators",
    "is_administrator",
    "is_alias_of_a_key",
    "is_aws_account",
    "is_aws_managed",
    "is_by",
    "is_certain",
    "is_deployer",
    "is_entered_from_abroad",
    "is_everything",
    "is_everywhere",
    "is_identity",
    "is_known_action",
    "is_known_service",
    "is_multivalued",
    "is_narrowed",
    "is_negated",
    "is_of_aws",
    "is_of_versions",
    "is_on_everything",
    "is_open",
    "is_personal",
    "is_refused_to_all",
    "is_region_name",
    "is_registry",
    "is_unconditional",
    "is_wide",
    "is_written_out",
    "key_type",
    "knows_tags",
    "left_out",
    "letting_pass",
    "line_of",
    "listed",
    "listings",
    "lost_calls",
    "manages_permissions",
    "match",
    "match_resource",
    "may_let_in_strangers",
    "may_overlap",
    "may_overlap_as_arns",
    "meant_action",
    "meant_key",
    "mend",
    "misfits",
    "named_instead",
    "narrowed",
    "needs",
    "network_of",
    "of_account",
    "of_aws",
    "one_sided",
    "only_near",
    "only_scale",
    "only_watch",
    "onward",
    "openings",
    "outsider",
    "own_account",
    "permissions_managed",
    "places",
    "plain",
    "public",
    "puzzling",
    "rcp_services",
    "reads_variables",
    "reference_is_old",
    "referred",
    "renamed",
    "respelled",
    "roles_named",
    "roles_using",
    "runs_code",
    "says_little",
    "sends_endpoint_owner",
    "sentences",
    "services_of",
    "set_at",
    "setting",
    "shown",
    "somebody",
    "sources",
    "stack_of",
    "standing",
    "stores",
    "stranger",
    "strongest",
    "symbols_in",
    "tag_family",
    "taken",
    "taken_out",
    "takeovers_of_some_service",
    "takeovers_of_users",
    "things",
    "twins_registered_into",
    "unwritten",
    "uploads",
    "users_of",
    "wanted",
    "ways_abroad",
    "ways_to_administrator",
    "whole_services",
    "wholly_named",
    "whom",
    "wide_services",
    "widened",
    "with_property",
    "withdrawn",
    "worst",
    "writes",
    "writes_from_abroad",
    "written_operator",
]
