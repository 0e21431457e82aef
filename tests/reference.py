"""The law as naively as it can be written: a second opinion on `iam.decide`.

Nothing is shared with the engine but the parsed data. Every statement of every layer is asked
everything, and the truths are joined by the formulas of the AWS pages (AND is the minimum, OR the
maximum). In a text of the request, `*` is whatever nobody knows; a symbol is equal to itself.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.layers import KmsGrant, Layer, Layers
from xacct_guard.iam.policy import Condition, PolicyKind, Principals, SetOperator, Statement
from xacct_guard.iam.reference import rcp_services
from xacct_guard.iam.request import Otherwise, PrincipalKind, Request
from xacct_guard.iam.semantics import AccountTrust, Semantics
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.iam.truth import Truth, all_of, any_of

F, U, T = Truth.NO, Truth.UNKNOWN, Truth.YES
K, P = PolicyKind, PrincipalKind
ABSENT, OPEN = "\0absent", "\0open"
OWN, ROLE, ISSUER, ACCOUNT, ANYONE = WAYS = ("own", "role", "issuer", "account", "anyone")
SIGNED = (P.USER, P.SESSION, P.FEDERATED_USER, P.ROOT)
FREE = {"sts:getcalleridentity": SIGNED, "sts:getsessiontoken": (P.USER, P.ROOT)}
PAIR = "kms:encryptioncontext:"
UNTYPED = """aws-marketplace codecommit codepipeline eventsbilltoaws execute-api kinesis mapcredits
mediaconnect mgh neptune-db servicequotas sns sqs ssm-sap wafv2"""
FIXED = """aws:principalaccount aws:principalarn aws:principalorgid aws:principalorgpaths
aws:principalservicename aws:sourcearn aws:sourcevpc aws:sourcevpce aws:sourceowner aws:userid
aws:sourceaccount s3:x-amz-server-side-encryption-aws-kms-key-id s3:dataaccesspointaccount
s3:dataaccesspointarn aws:sourceip"""


def evaluate(request: Request, layers: Layers, how: Semantics) -> tuple[Verdict, K | None]:
    """The verdict, and which layer a denial is put down to."""
    return Opinion(request, layers, how).verdict()


class Opinion:
    """One request, its policies, and everything that is asked of them."""

    def __init__(self, request: Request, layers: Layers, how: Semantics) -> None:
        self.request, self.layers, self.how, self.who = request, layers, how, request.principal
        self.kind, arn, account = self.who.kind, self.who.arn, self.who.account
        self.action, self.trust = request.action.lower(), how.account_trust
        self.service, _, self.operation = self.action.partition(":")
        self.given, self.organization = request.context.values, request.organization
        own = account if request.resource == "*" else None
        self.owner = request.resource_account or own or "".join(request.resource.split(":")[4:5])
        role = re.sub(r":sts:(.*):assumed-role/([^/]*).*", r":iam:\1:role/\2", arn)
        self.role, self.bare = self.who.role or role, self.kind not in SIGNED
        knows_path = self.who.knows_path or "aws:principalarn" in self.given
        self.elsewhere = [] if knows_path else [self.role.replace(":role/", ":role/*/")]
        boundary = None if self.bare else there(layers.boundary)
        self.bounded = F if boundary is None else T if boundary.held else U
        accounts, name = [f"arn:aws:iam::{account}:root", f"{account}"], arn.split("/")[-1]
        session = f"arn:aws:sts::{account}:assumed-role/{name}/*" if ":role/" in arn else arn
        held = self.look_up("aws:PrincipalArn")
        roles = [held if isinstance(held, str) and held != OPEN else "?*", *self.elsewhere]
        user = f"arn:aws:iam::{account}:user/{name}"
        forms = {
            P.ROOT: {OWN: accounts},
            P.USER: {OWN: [arn], ACCOUNT: accounts},
            P.SESSION: {OWN: [session], ROLE: roles, ACCOUNT: accounts},
            P.FEDERATED_USER: {OWN: [arn], ISSUER: [user], ACCOUNT: accounts},
            P.ANONYMOUS: {},
        }
        self.forms = {**forms.get(self.kind, {OWN: [arn]}), ANYONE: [literal("*")]}

    def verdict(self) -> tuple[Verdict, K | None]:
        layers, kind, is_root = self.layers, self.kind, self.kind is P.ROOT
        carried = K.TRUST if self.how.is_trust_policy else K.RESOURCE
        held: dict[K, Layer | None] = {K.ENDPOINT: there(layers.endpoint), carried: layers.resource}
        held[K.IDENTITY] = Layer() if self.bare else layers.identity
        held[K.BOUNDARY] = None if self.bare else there(layers.boundary)
        held[K.SESSION] = None if self.bare else there(layers.session)
        allow = {one: self.says(layer, "Allow") for one, layer in held.items()}
        lone = kind is P.FEDERATED_USER and held[K.SESSION] is None
        allow[K.SESSION] = F if lone else allow[K.SESSION]
        no_scp, no_rcp = self.is_free_of_scps(), self.is_free_of_rcps()
        allow[K.SCP] = all_of(max(no_scp, self.says(level, "Allow")) for level in layers.scps)
        deny = {K.SCP: min(~no_scp, any_of(self.says(level, "Deny") for level in layers.scps))}
        deny[K.RCP] = min(~no_rcp, any_of(self.says(level, "Deny") for level in layers.rcps))
        deny |= {one: self.says(layer, "Deny") for one, layer in held.items()}
        gates = min(allow[K.SCP], allow[K.ENDPOINT])
        if kind in FREE.get(self.action, ()):
            stopped = max(deny[K.SCP], deny[K.RCP], deny[K.ENDPOINT], ~gates)
            return (Verdict.ALLOW if stopped is F else Verdict.UNKNOWN), None
        if T in deny.values():
            return Verdict.EXPLICIT_DENY, next(one for one, truth in deny.items() if truth is T)

        limits = min(allow[K.BOUNDARY], allow[K.SESSION])
        own = T if is_root else min(allow[K.IDENTITY], limits)
        home = self.is_at_home()
        by_policy, by_role = self.gives(*WAYS), self.gives(ROLE, ISSUER)
        grant, to_account = self.granted(OWN, ROLE, ISSUER), self.granted(ACCOUNT)
        delegates = self.trust is AccountTrust.IF_POLICY_SAYS
        if is_root and self.action == "sts:assumerole":
            core = F
        elif self.bare:
            anyone = min(self.gives(ANYONE), T if kind is P.ANONYMOUS else U)
            core = max(self.gives(OWN), anyone, grant)
        else:
            by_own = min(own, self.gives(ACCOUNT) if delegates else T)
            by_grant = max(min(grant, max(limits, U)), min(to_account, max(own, U)))
            at_home = max(by_own, self.gives(OWN, ANYONE), min(by_role, limits), by_grant)
            away = max(min(by_policy, own), min(max(grant, to_account), max(own, U)))
            core = max(min(home, at_home), min(~home, away), min(at_home, away))
        allowed = min(gates, core)
        if allowed is not F:
            sure = allowed is T and max(deny.values()) is F
            return (Verdict.ALLOW if sure else Verdict.UNKNOWN), None
        nothing = max(by_policy, grant, to_account) is F
        reached = lone or (by_role is T and home is T)
        silent = (
            (allow[K.SCP] is F, K.SCP),
            (allow[K.ENDPOINT] is F, K.ENDPOINT),
            (self.how.same_account_only and home is F, K.IDENTITY),
            (nothing and (home is F or delegates), carried),
            (allow[K.IDENTITY] is F and not reached, K.IDENTITY),
            (allow[K.BOUNDARY] is F, K.BOUNDARY),
            (allow[K.SESSION] is F, K.SESSION),
        )
        return Verdict.IMPLICIT_DENY, next((one for is_it, one in silent if is_it), K.IDENTITY)

    def says(self, layer: Layer | None, effect: str, ways: Iterable[str] = WAYS) -> Truth:
        if layer is None:
            return T if effect == "Allow" else F
        gateway = layer is self.layers.endpoint and self.layers.endpoint_is_gateway
        spoken = any_of(self.speaks(one, ways, gateway) for one in lines(layer, effect))
        return max(spoken, hidden(layer))

    def gives(self, *ways: str) -> Truth:
        """Does the resource's policy allow, naming the principal in one of these ways?"""
        takes = F if self.trust is AccountTrust.NO_RESOURCE_POLICY else T
        voided = min(~self.is_at_home(), self.is_public())
        return min(takes, self.says(self.layers.resource, "Allow", ways), ~voided)

    def is_at_home(self) -> Truth:
        if self.bare:
            return F
        return match(self.who.account, self.owner) if self.who.account and self.owner else U

    def is_linked(self) -> Truth:
        role = self.look_up("aws:PrincipalArn") if self.kind is P.SESSION else ABSENT
        by_name = self.elsewhere and "role/AWSServiceRoleFor" in role
        return U if role == OPEN or by_name else T if ":role/aws-service-role/" in role else F

    def is_free_of_scps(self) -> Truth:
        bound = not self.bare and self.organization.principal_in_org
        free = not bound or self.organization.principal_account_is_management
        return T if free else self.is_linked()

    def is_free_of_rcps(self) -> Truth:
        aliases = self.look_up("kms:ResourceAliases") if self.service == "kms" else ABSENT
        free = self.service not in rcp_services() or self.operation == "retiregrant"
        free |= self.organization.resource_account_is_management
        free |= "/aws-service-role/" in self.request.resource
        free |= any(one.startswith("alias/aws/") for one in listed(aliases))
        unsure = aliases == OPEN and "kms:resourcealiases" in self.request.context.unknown
        return T if free else max(self.is_linked(), U if unsure else F)

    def granted(self, *ways: str) -> Truth:
        takes = self.service == "kms" and self.kind not in (P.PROVIDER, P.ANONYMOUS)
        takes &= self.trust is not AccountTrust.NO_RESOURCE_POLICY
        return any_of(self.grants(one, ways) for one in self.layers.kms_grants if takes)

    def grants(self, grant: KmsGrant, ways: Iterable[str]) -> Truth:
        forms = [form for way in ways for form in self.forms.get(way, ())]
        who = any_of(match(literal(grant.grantee), form) for form in forms)
        if self.operation not in [one.lower() for one in grant.operations]:
            return F
        equals, subset = grant.context_equals, grant.context_subset
        if equals is None and subset is None:
            return who
        if not self.operation.startswith(("decrypt", "encrypt", "reencrypt", "generatedatakey")):
            return min(who, U) if self.operation == "creategrant" else who
        for key, value in {**(subset or {}), **(equals or {})}.items():
            held = self.look_up(PAIR + key)
            who = min(who, U if held == OPEN else T if held == value else F)
        if equals is None:
            return who
        wanted, keys = {PAIR + key.lower() for key in equals}, self.look_up(f"{PAIR[:-1]}Keys")
        others = {*self.given, *(PAIR + one.lower() for one in listed(keys))} - wanted
        hidden_ones = {*self.request.context.unknown} - wanted if keys == ABSENT else ()
        more, perhaps = (any(one.startswith(PAIR) for one in s) for s in (others, hidden_ones))
        return F if more else min(who, U) if keys == OPEN or perhaps else who

    def is_public(self) -> Truth:
        """Does Block Public Access void the bucket policy for outsiders?"""
        block = self.layers.public_access_block
        applies = block and block.restrict_public_buckets and self.kind is not P.SERVICE
        if not applies or self.service != "s3":
            return F
        allowing = map(allows_public, lines(self.layers.resource, "Allow"))
        return max(any_of(allowing), hidden(self.layers.resource))

    def speaks(self, one: Statement, ways: Iterable[str], gateway: bool) -> Truth:
        texts = [each.text.lower() for each in one.not_actions or one.actions]
        action = any_of(match(text, self.action) for text in texts)
        if one.not_principals:
            who = ~self.spares(one.not_principals)
        elif one.principals is None:
            who = T
        else:
            who = any_of(self.names(one.principals, way) for way in ways)
            if gateway and self.kind not in (P.ROOT, P.SERVICE):
                narrow = any_of(self.names(one.principals, way) for way in WAYS[:3])
                who = max(self.names(one.principals, ANYONE), min(narrow, U))
        entries = [each.text for each in one.not_resources or one.resources]
        resource = any_of(self.covers(entry, one) for entry in entries) if entries else T
        action = ~action if one.not_actions else action
        resource = ~resource if one.not_resources else resource
        return all_of((action, resource, who, *(self.holds(each, one) for each in one.conditions)))

    def covers(self, entry: str, one: Statement) -> Truth:
        arn, valueless = literal(self.request.resource), U if one.not_resources else F
        parts, got = entry.split(":", 5), arn.split(":", 5)
        if entry == "*" or has_symbol(entry + arn):
            return T if entry == "*" else match(entry, arn)
        if one.completes and "${" not in entry:
            parts += ["*"] * (6 - len(parts))
        if len(got) < 6 or (one.variables and "${" in ":".join(parts[:5])):
            return F
        if len(parts) < 6:
            return U if meet(entry.rstrip("*") + "*", arn) else F
        tail, sure = self.filled(parts[5], one)
        if tail is None or (sure is U and valueless is U):
            return valueless
        parts[5], type_ = tail, re.split("[/:]", tail)[0]
        typed = got[2] not in UNTYPED.split() and got[2:5] != ["s3", "", ""]
        odd = is_wild(parts[2]) or (typed and type_[:1] != "*" and is_wild(type_))
        if all(map(meet, parts, got)):
            return U if odd else sure
        loose = any(part.endswith("*") for part in parts[1:5])
        return U if loose and meet(":".join(parts), arn) else F

    def names(self, principals: Principals, way: str) -> Truth:
        of_kind = {P.SERVICE: principals.service, P.PROVIDER: principals.federated}
        entries = principals.aws if way == ANYONE else of_kind.get(self.kind, principals.aws)
        forms = self.forms.get(way, [])
        found = any_of(match(literal(one.text), form) for one in entries for form in forms)
        return max(found, U) if way == ACCOUNT and forms and principals.canonical_user else found

    def spares(self, excepted: Principals) -> Truth:
        """Does NotPrincipal? For certain only where every form is listed, and without a boundary."""
        *each, anyone = (self.names(excepted, way) for way in self.forms)
        whole = F if self.kind is P.FEDERATED_USER else all_of(each)
        truth = whole if whole is T or any_of((*each, anyone)) is F else U
        truth = anyone if self.kind is P.ANONYMOUS else truth
        return truth if self.kind is P.ROOT else min(truth, ~self.bounded)

    def holds(self, each: Condition, one: Statement) -> Truth:
        held, many, negated = self.look_up(each.key), each.set_operator, "Not" in each.operator
        wanted = [written.text for written in each.values]
        if held == OPEN:
            return U
        if each.operator == "Null":
            return T if str(held in (ABSENT, ())).lower() in map(str.lower, wanted) else F
        if held == ABSENT or (held == () and many):
            if many is SetOperator.ANY:
                return U if each.if_exists else F
            return T if each.if_exists or many or negated else F

        def meets(value: str) -> Truth:
            found = any_of(self.compare(each, text, literal(value), one) for text in wanted)
            if each.key.lower() == "aws:principalarn":
                by_path = [text for text in wanted if "/" in text.rpartition(":role/")[2]]
                pairs = [(text, role) for text in by_path for role in self.elsewhere]
                found = max(found, any_of(self.compare(each, *pair, one) for pair in pairs))
            return ~found if negated else found

        if isinstance(held, tuple) and not many:
            if negated or (not held and each.if_exists):
                return U
            return min(meets(held[0]), U) if len(held) == 1 else F
        found = (any_of if many is SetOperator.ANY else all_of)(map(meets, listed(held)))
        if many and not any(listed(held)):
            return U if many is SetOperator.ALL else min(found, U)
        return found

    def compare(self, each: Condition, wanted: str, got: str, one: Statement) -> Truth:
        family = each.operator.replace("Not", "")
        if has_symbol(wanted + got):
            return T if wanted == got else U
        if not family.startswith(("String", "Arn")):
            return T if plain(family, wanted, got) else F
        pattern, sure = self.filled(wanted, one, exact=family.startswith("StringEquals"))
        if pattern is None:
            return F
        if family.endswith("IgnoreCase"):
            pattern, got = pattern.lower(), got.lower()
        many = 5 if family.startswith("Arn") else 0
        parts, segments = pattern.split(":", many), got.split(":", many)
        if many and pattern == "*":
            return U if len(segments) == 6 else F
        matched = min(sure, all_of(map(match, parts, segments)))
        return matched if len(parts) == len(segments) == many + 1 else F

    def filled(self, text: str, one: Statement, exact: bool = False) -> tuple[str | None, Truth]:
        """The pattern with its variables filled in (None: one has no value), and is that sure?"""
        out, sure = "", T
        for at, piece in enumerate(re.split(r"\$\{(.*?)\}", text) if one.variables else [text]):
            key, _, default = piece.partition(",")
            value = self.look_up(key.strip())
            if at % 2 == 0 or piece in ("*", "?", "$"):
                out += literal(piece) if exact or at % 2 else piece
            elif value == OPEN or isinstance(value, tuple):
                out, sure = out + "*", U
            elif value == ABSENT and "'" not in default:
                return None, sure
            else:
                out += literal(default.strip().strip("'") if value == ABSENT else value)
        return out, sure

    def look_up(self, name: str) -> str | tuple[str, ...]:
        key, context, kind = name.lower(), self.request.context, self.kind
        if key in self.given:
            return self.given[key]
        if key in context.unknown or has_symbol(key):
            return OPEN
        rest = OPEN if context.otherwise is Otherwise.UNKNOWN else ABSENT
        service, in_org = kind is P.SERVICE, self.organization.principal_in_org
        member = (self.organization.id or OPEN) if in_org else rest
        derived = {
            "aws:principalarn": ABSENT if self.bare else self.role,
            "aws:principalaccount": ABSENT if self.bare else self.who.account or rest,
            "aws:principalorgid": ABSENT if self.bare else member,
            "aws:principalisawsservice": ABSENT if kind is P.ANONYMOUS else str(service).lower(),
            "aws:principalservicename": self.who.arn if service else ABSENT,
            "aws:principalservicenameslist": OPEN if service else ABSENT,
            "aws:principaltype": OPEN if kind in (P.SERVICE, P.PROVIDER) else kind.value,
            "aws:username": self.who.arn.split("/")[-1] if kind is P.USER else ABSENT,
            "aws:requestedregion": self.request.region or OPEN,
            "aws:resourceaccount": self.owner or OPEN,
            "aws:securetransport": "true",
            "aws:viaawsservice": "false",
            **dict.fromkeys(("aws:currenttime", "aws:epochtime", "aws:useragent"), OPEN),
        }
        return ABSENT if key in context.absent else derived.get(key, rest)


def there(layer: Layer | None) -> Layer | None:
    return layer if layer and (layer.policies or not layer.held) else None


def lines(layer: Layer, effect: str) -> list[Statement]:
    return [one for policy in layer.policies for one in policy.statements if one.effect == effect]


def hidden(layer: Layer) -> Truth:
    return U if not layer.held or any(policy.unresolved for policy in layer.policies) else F


def listed(held: str | tuple[str, ...]) -> tuple[str, ...]:
    return held if isinstance(held, tuple) else () if held in (OPEN, ABSENT) else (held,)


def literal(text: str) -> str:
    return text.translate(str.maketrans("*?", "\1\2"))


def is_wild(text: str) -> bool:
    return "*" in text or "?" in text


def match(pattern: str, text: str) -> Truth:
    """Does a text of the request, in which `*` is what nobody knows, match?"""
    if has_symbol(pattern + text):
        return T if pattern == text else U
    return F if not meet(pattern, text) else U if is_wild(text) else T


def allows_public(one: Statement) -> Truth:
    assert one.principals is not None
    entries = [entry.text for entry in one.principals.aws]
    symbolic = any(has_symbol(entry) and not entry.startswith("arn:") for entry in entries)
    who = T if one.principals.federated or "*" in entries else U if symbolic else F
    return min(who, ~any_of(map(ties, one.conditions)))


def ties(each: Condition) -> Truth:
    """Does a condition tie a statement to fixed values?"""
    key, exact = each.key.lower(), each.operator.startswith("StringEquals")
    like = exact or each.operator in ("StringLike", "ArnLike", "ArnEquals")
    right = each.operator == "IpAddress" if key == "aws:sourceip" else like
    weak = not each.values or each.if_exists or each.set_operator is SetOperator.ALL
    if has_symbol(key) or key not in FIXED.split() or weak or not right:
        return U if has_symbol(key) else F
    return all_of(is_fixed(key, written.text, exact) for written in each.values)


def is_fixed(key: str, text: str, exact: bool) -> Truth:
    if has_symbol(text) or "${" in text:
        return U if has_symbol(text) else F
    if key == "aws:sourceip":
        network = ipaddress.ip_network(text, strict=False)
        return T if network.prefixlen >= (8 if network.version == 4 else 32) else F
    if key == "s3:dataaccesspointarn":
        text = re.sub(r"(:\d{12}:accesspoint/).*", r"\1", text)
    if is_wild(text):
        return U if exact else F
    return U if key == "aws:userid" and ":" in text else T


def plain(family: str, wanted: str, got: str) -> bool:
    """The operators that know neither wildcards nor variables."""
    try:
        if family == "Bool":
            return got.lower() in ("true", "false") and wanted.lower() == got.lower()
        if family == "BinaryEquals":
            return base64.b64decode(wanted, validate=True) == base64.b64decode(got, validate=True)
        if family == "IpAddress":
            return ipaddress.ip_address(got) in ipaddress.ip_network(wanted, strict=False)
        read = instant if family.startswith("Date") else float
        left, right = read(got), read(wanted)
    except ValueError:
        return False
    less, more = "Less" in family and left < right, "Greater" in family and left > right
    return less or more or ("Equals" in family and left == right)


def instant(text: str) -> float:
    moment = None if text.isdigit() else datetime.fromisoformat(text)
    if moment is None:
        return float(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=1 << 16)
def meet(one: str, other: str) -> bool:
    """Is there a text that both patterns take?"""
    if one[:1] == "*":
        return meet(one[1:], other) or (other != "" and meet(one, other[1:]))
    if other[:1] == "*":
        return meet(other, one)
    if not one or not other:
        return one == other
    return (one[0] == other[0] or "?" in (one[0], other[0])) and meet(one[1:], other[1:])
