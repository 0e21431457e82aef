"""The law as naively as it can be written: a second opinion, which shares the parsed data and no more.

Every statement of every layer is asked everything; AND is the minimum, OR the maximum. In a text of
the request, `*` is whatever nobody knows; a symbol is only known to be equal to itself.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
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
CALLERS = dict.fromkeys(("sts:getfederationtoken", "sts:getsessiontoken"), (P.USER, P.ROOT))
CALLERS |= {"sts:assumerole": (P.USER, P.SESSION, P.SERVICE)}
PAIR = "kms:encryptioncontext:"
WILD, LITERAL = re.compile("[*?]").search, str.maketrans("*?", "\1\2")
UNTYPED = "codecommit codepipeline execute-api kinesis mediaconnect mgh neptune-db sns sqs wafv2"
FIXED = """principalaccount principalarn principalorgid principalorgpaths principalservicename userid
sourcearn sourcevpc sourcevpce sourceowner sourceaccount sourceip s3:dataaccesspointarn
s3:dataaccesspointaccount s3:x-amz-server-side-encryption-aws-kms-key-id"""


def evaluate(request: Request, layers: Layers, how: Semantics) -> tuple[Verdict, K | None]:
    """The verdict, and which layer a denial is put down to."""
    return Opinion(request, layers, how).verdict()


class Opinion:
    def __init__(self, request: Request, layers: Layers, how: Semantics) -> None:
        self.request, self.how, self.who = request, how, request.principal
        self.kind, arn, account = self.who.kind, self.who.arn, self.who.account
        self.action, self.trust = request.action.lower(), how.account_trust
        self.service, _, self.operation = self.action.partition(":")
        self.organization, self.bare = request.organization, self.kind not in SIGNED
        own = account if request.resource == "*" else "".join(request.resource.split(":")[4:5])
        self.owner = request.resource_account or own
        self.home = F if self.bare else match(account, self.owner) if account and self.owner else U
        self.role = self.who.role or re.sub(r":sts:(.*):assumed-(role/[^/]*).*", r":iam:\1:\2", arn)
        self.context = self.all_keys()
        knows_path = self.who.knows_path or "aws:principalarn" in request.context.values
        self.elsewhere = [] if knows_path else [self.role.replace(":role/", ":role/*/")]
        gates = ((name, getattr(layers, name)) for name in ("boundary", "session", "endpoint"))
        idle = {name: None for name, gate in gates if gate and gate.held and not gate.policies}
        bare = {"identity": Layer(), "boundary": None, "session": None} if self.bare else {}
        self.layers = replace(layers, **{**idle, **bare})
        self.bounded = F if not self.layers.boundary else T if self.layers.boundary.held else U
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
        }
        self.forms = {**forms.get(self.kind, {OWN: [arn.translate(LITERAL)]}), ANYONE: ["\1"]}

    def all_keys(self) -> dict[str, str | tuple[str, ...]]:
        context, kind, organization = self.request.context, self.kind, self.organization
        self.rest = OPEN if context.otherwise is Otherwise.UNKNOWN else ABSENT
        member = (organization.id or OPEN) if organization.principal_in_org else self.rest
        service, user = kind is P.SERVICE, kind is P.USER
        return {
            "aws:principalarn": ABSENT if self.bare else self.role,
            "aws:principalaccount": ABSENT if self.bare else self.who.account or self.rest,
            "aws:principalorgid": ABSENT if self.bare else member,
            "aws:principalisawsservice": ABSENT if kind is P.ANONYMOUS else str(service).lower(),
            "aws:principalservicename": self.who.arn if service else ABSENT,
            "aws:principalservicenameslist": OPEN if service else ABSENT,
            "aws:principaltype": OPEN if kind in (P.SERVICE, P.PROVIDER) else kind.value,
            "aws:username": self.who.arn.split("/")[-1] if user else ABSENT,
            "aws:requestedregion": self.request.region or OPEN,
            "aws:resourceaccount": self.owner or OPEN,
            **{"aws:securetransport": "true", "aws:viaawsservice": "false"},
            **dict.fromkeys(("aws:currenttime", "aws:epochtime", "aws:useragent"), OPEN),
            **dict.fromkeys(context.absent, ABSENT),
            **(dict.fromkeys(context.unknown, OPEN) | {**context.values}),
        }

    def look_up(self, name: str) -> str | tuple[str, ...]:
        return OPEN if has_symbol(name) else self.context.get(name.lower(), self.rest)

    def verdict(self) -> tuple[Verdict, K | None]:
        layers, kind, is_root = self.layers, self.kind, self.kind is P.ROOT
        carried = K.TRUST if self.how.is_trust_policy else K.RESOURCE
        held = {K.ENDPOINT: layers.endpoint, carried: layers.resource, K.IDENTITY: layers.identity}
        held |= {K.BOUNDARY: layers.boundary, K.SESSION: layers.session}
        allow = {one: self.says(layer, "Allow") for one, layer in held.items()}
        lone = kind is P.FEDERATED_USER and held[K.SESSION] is None
        allow[K.SESSION] = F if lone else allow[K.SESSION]
        no_scp, no_rcp = self.leaves_alone(K.SCP), self.leaves_alone(K.RCP)
        allow[K.SCP] = all_of(max(no_scp, self.says(level, "Allow")) for level in layers.scps)
        deny = {K.SCP: min(~no_scp, any_of(self.says(level, "Deny") for level in layers.scps))}
        deny[K.RCP] = min(~no_rcp, any_of(self.says(level, "Deny") for level in layers.rcps))
        deny |= {one: self.says(layer, "Deny") for one, layer in held.items()}
        mends = is_root and self.action.endswith("bucketpolicy")
        deny[carried] = min(deny[carried], ~self.home if mends else T)
        barred = kind not in CALLERS.get(self.action, (kind,))
        barred |= (kind, self.service) in ((P.FEDERATED_USER, "sts"), (P.ANONYMOUS, "kms"))
        gates = min(allow[K.SCP], allow[K.ENDPOINT])
        if kind in FREE.get(self.action, ()):
            stopped = max(deny[K.SCP], deny[K.RCP], deny[K.ENDPOINT], ~gates)
            return (Verdict.ALLOW if stopped is F else Verdict.UNKNOWN), None
        if T in deny.values():
            return Verdict.EXPLICIT_DENY, next(one for one, truth in deny.items() if truth is T)
        limits = min(allow[K.BOUNDARY], allow[K.SESSION])
        own = T if is_root else min(allow[K.IDENTITY], limits)
        by_policy, by_role = self.gives(*WAYS), self.gives(ROLE, ISSUER)
        grant = any_of(self.grants(one, (OWN, ROLE, ISSUER)) for one in layers.kms_grants)
        to_account = any_of(self.grants(one, (ACCOUNT,)) for one in layers.kms_grants)
        delegates = self.trust is AccountTrust.IF_POLICY_SAYS
        if barred:
            core = F
        elif self.bare:
            core = max(self.gives(OWN), min(self.gives(ANYONE), U), grant)
        else:
            by_own = min(own, self.gives(ACCOUNT) if delegates else T)
            by_grant = max(min(grant, max(limits, U)), min(to_account, max(own, U)))
            at_home = max(by_own, self.gives(OWN, ANYONE), min(by_role, limits), by_grant)
            away = max(min(by_policy, own), min(max(grant, to_account), max(own, U)))
            core = max(min(self.home, at_home), min(~self.home, away), min(at_home, away))
        allowed = min(gates, core)
        if allowed is not F:
            return (Verdict.UNKNOWN if U in (allowed, *deny.values()) else Verdict.ALLOW), None
        reached = lone or (by_role is T and self.home is T)
        silent = (
            *((allow[one] is F, one) for one in (K.SCP, K.ENDPOINT)),
            (self.how.same_account_only and self.home is F, K.IDENTITY),
            (max(by_policy, grant, to_account) is F and (self.home is F or delegates), carried),
            (allow[K.IDENTITY] is F and not reached, K.IDENTITY),
            *((allow[one] is F, one) for one in (K.BOUNDARY, K.SESSION)),
        )
        return Verdict.IMPLICIT_DENY, next((one for is_it, one in silent if is_it), K.IDENTITY)

    def says(self, layer: Layer | None, effect: str, ways: Iterable[str] = WAYS) -> Truth:
        if layer is None:
            return T if effect == "Allow" else F
        gateway = layer is self.layers.endpoint and self.layers.endpoint_is_gateway
        return self.said(layer, effect, lambda one: self.speaks(one, ways, gateway))

    def gives(self, *ways: str) -> Truth:
        """Does the resource's policy, where it is not public and Block Public Access voids it?"""
        policy, block = self.layers.resource, self.layers.public_access_block
        blocks = self.service == "s3" and block and block.restrict_public_buckets
        applies = blocks and self.kind is not P.SERVICE
        public = self.said(policy, "Allow", self.allows_public) if applies else F
        takes = F if self.trust is AccountTrust.NO_RESOURCE_POLICY else T
        return min(takes, self.says(policy, "Allow", ways), ~min(~self.home, public))

    def said(self, layer: Layer, effect: str, ask: Callable[[Statement], Truth]) -> Truth:
        """What some statement of a layer says; one that cannot be read whole may say anything."""
        statements = (one for policy in layer.policies for one in policy.statements)
        unread = not layer.held or any(policy.unresolved for policy in layer.policies)
        spoken = any_of(ask(one) for one in statements if one.effect == effect)
        return max(spoken, U if unread else F)

    def leaves_alone(self, control: K) -> Truth:
        """Whom service control policies (of his account) and resource control policies do not bind."""
        role = self.look_up("aws:PrincipalArn") if self.kind is P.SESSION else ABSENT
        by_name = self.elsewhere and "role/AWSServiceRoleFor" in role
        linked = U if role == OPEN or by_name else T if ":role/aws-service-role/" in role else F
        if control is K.SCP:
            bound = not self.bare and self.organization.principal_in_org
            return T if self.organization.principal_account_is_management or not bound else linked
        aliases = self.look_up("kms:ResourceAliases") if self.service == "kms" else ABSENT
        free = self.service not in rcp_services() or self.operation == "retiregrant"
        free |= self.organization.resource_account_is_management
        free |= "/aws-service-role/" in self.request.resource
        free |= any(one.startswith("alias/aws/") for one in self.listed(aliases))
        unsure = aliases == OPEN and "kms:resourcealiases" in self.request.context.unknown
        return T if free else max(linked, U if unsure else F)

    def grants(self, grant: KmsGrant, ways: Iterable[str]) -> Truth:
        forms = [form for way in ways for form in self.forms.get(way, ())]
        who = any_of(match(grant.grantee.translate(LITERAL), form) for form in forms)
        covers = self.operation in [one.lower() for one in grant.operations]
        if not covers or self.service != "kms" or self.trust is AccountTrust.NO_RESOURCE_POLICY:
            return F
        equals, subset = grant.context_equals, grant.context_subset
        bound = equals is not None or subset is not None
        sends = self.operation.startswith(("decrypt", "encrypt", "reencrypt", "generatedatakey"))
        if not bound or not sends:
            return min(who, U) if bound and self.operation == "creategrant" else who
        for key, value in {**(subset or {}), **(equals or {})}.items():
            held = self.look_up(PAIR + key)
            who = min(who, U if held == OPEN else T if held == value else F)
        wanted, keys = (
            {PAIR + key.lower() for key in equals or ()},
            self.look_up(f"{PAIR[:-1]}Keys"),
        )
        pairs = {key: held for key, held in self.context.items() if key.startswith(PAIR)}
        pairs |= {PAIR + one.lower(): "there" for one in self.listed(keys)}
        more = {held == OPEN for key, held in pairs.items() if key not in wanted}
        unsure = keys == OPEN or (more and keys == ABSENT)
        alone = F if False in more else U if unsure else T
        return who if equals is None else min(who, alone)

    def speaks(self, one: Statement, ways: Iterable[str], gateway: bool) -> Truth:
        actions = one.not_actions or one.actions
        action = any_of(match(each.text.lower(), self.action) for each in actions)
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
        arn, valueless = self.request.resource.translate(LITERAL), U if one.not_resources else F
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
        if tail == ABSENT or (sure is U and valueless is U):
            return valueless
        parts[5], type_ = tail, re.split("[/:]", tail)[0]
        typed = got[2] not in UNTYPED.split() and got[2:5] != ["s3", "", ""]
        odd = WILD(parts[2]) or (typed and type_[:1] != "*" and WILD(type_))
        if all(map(meet, parts, got)):
            return U if odd else sure
        loose = any(part.endswith("*") for part in parts[1:5])
        return U if loose and meet(":".join(parts), arn) else F

    def names(self, principals: Principals, way: str) -> Truth:
        of_kind = {P.SERVICE: principals.service, P.PROVIDER: principals.federated}
        entries = principals.aws if way == ANYONE else of_kind.get(self.kind, principals.aws)
        forms, texts = self.forms.get(way, []), [one.text.translate(LITERAL) for one in entries]
        found = any_of(match(text, form) for text in texts for form in forms)
        return max(found, U) if way == ACCOUNT and forms and principals.canonical_user else found

    def spares(self, excepted: Principals) -> Truth:
        """Does NotPrincipal? For certain only where every form is listed, and without a boundary."""
        *each, anyone = (self.names(excepted, way) for way in self.forms)
        whole = F if self.kind is P.FEDERATED_USER else all_of(each)
        truth = whole if whole is T or any_of((*each, anyone)) is F else U
        return truth if self.kind is P.ROOT else min(truth, ~self.bounded)

    def holds(self, each: Condition, one: Statement) -> Truth:
        held, many, negated = self.look_up(each.key), each.set_operator, "Not" in each.operator
        wanted = [written.text for written in each.values]
        if held == OPEN:
            return U
        if each.operator == "Null":
            return T if str(held in (ABSENT, ())).lower() in map(str.lower, wanted) else F
        if held == ABSENT or (held == () and many):
            missing = T if each.if_exists or many or negated else F
            return (U if each.if_exists else F) if many is SetOperator.ANY else missing

        def meets(value: str) -> Truth:
            got = value.translate(LITERAL)
            found = any_of(self.compare(each, text, got, one) for text in wanted)
            by_path = [text for text in wanted if "/" in text.rpartition(":role/")[2]]
            for role in self.elsewhere if each.key.lower() == "aws:principalarn" else ():
                found = max(found, any_of(self.compare(each, text, role, one) for text in by_path))
            return ~found if negated else found

        values = self.listed(held)
        found = (any_of if many is SetOperator.ANY else all_of)(map(meets, values))
        if many and not any(values):
            return U if many is SetOperator.ALL else min(found, U)
        if isinstance(held, str) or many:
            return found
        unsure = negated or (not values and each.if_exists)
        return U if unsure else min(found, U) if len(values) == 1 else F

    def compare(self, each: Condition, wanted: str, got: str, one: Statement) -> Truth:
        family = each.operator.replace("Not", "")
        if has_symbol(wanted + got):
            return T if wanted == got else U
        if not family.startswith(("String", "Arn")):
            return T if self.compare_plainly(family, wanted, got) else F
        pattern, sure = self.filled(wanted, one, exact=family.startswith("StringEquals"))
        if family.endswith("IgnoreCase"):
            pattern, got = pattern.lower(), got.lower()
        many = 5 if family.startswith("Arn") else 0
        parts, segments = pattern.split(":", many), got.split(":", many)
        if many and pattern == "*":
            return U if len(segments) == 6 else F
        matched = min(sure, all_of(map(match, parts, segments)))
        return matched if len(parts) == len(segments) == many + 1 else F

    def filled(self, text: str, one: Statement, exact: bool = False) -> tuple[str, Truth]:
        """The pattern with its variables filled in (or that one has no value), and is that sure?"""
        out, sure = "", T
        for at, piece in enumerate(re.split(r"\$\{([^{}]*)\}", text) if one.variables else [text]):
            key, _, default = piece.partition(",")
            value = self.look_up(key.strip())
            if at % 2 == 0 or piece in ("*", "?", "$"):
                out += piece.translate(LITERAL) if exact or at % 2 else piece
            elif value == OPEN or isinstance(value, tuple):
                out, sure = out + "*", U
            elif value == ABSENT and "'" not in default:
                return ABSENT, sure
            else:
                out += (default.strip(" '") if value == ABSENT else value).translate(LITERAL)
        return out, sure

    def listed(self, held: str | tuple[str, ...]) -> tuple[str, ...]:
        return held if isinstance(held, tuple) else () if held in (OPEN, ABSENT) else (held,)

    def allows_public(self, one: Statement) -> Truth:
        assert one.principals is not None
        entries = [entry.text for entry in one.principals.aws]
        symbolic = any(has_symbol(entry) and not entry.startswith("arn:") for entry in entries)
        who = T if one.principals.federated or "*" in entries else U if symbolic else F
        return min(who, ~any_of(map(self.ties_to_fixed_values, one.conditions)))

    def ties_to_fixed_values(self, each: Condition) -> Truth:
        key, exact = each.key.lower(), each.operator.startswith("StringEquals")
        like = exact or each.operator in ("StringLike", "ArnLike", "ArnEquals")
        right = each.operator == "IpAddress" if key == "aws:sourceip" else like
        weak = not each.values or each.if_exists or each.set_operator is SetOperator.ALL
        if has_symbol(key) or key.removeprefix("aws:") not in FIXED.split() or weak or not right:
            return U if has_symbol(key) else F
        return all_of(self.is_fixed(key, written.text, exact) for written in each.values)

    def is_fixed(self, key: str, text: str, exact: bool) -> Truth:
        if has_symbol(text) or "${" in text:
            return U if has_symbol(text) else F
        if key == "aws:sourceip":
            network = ipaddress.ip_network(text, strict=False)
            return T if network.prefixlen >= (8 if network.version == 4 else 32) else F
        if key == "s3:dataaccesspointarn":
            text = re.sub(r"(:\d{12}:accesspoint/).*", r"\1", text)
        if WILD(text):
            return U if exact else F
        return U if key == "aws:userid" and ":" in text else T

    def compare_plainly(self, family: str, wanted: str, got: str) -> bool:
        try:
            if family == "Bool":
                return wanted.lower() == got.lower()
            if family == "BinaryEquals":
                return base64.b64decode(got, validate=True) == base64.b64decode(wanted)
            if family == "IpAddress":
                return ipaddress.ip_address(got) in ipaddress.ip_network(wanted, strict=False)
            read = self.instant if family.startswith("Date") else float
            left, right = read(got), read(wanted)
        except ValueError:
            return False
        less, more = "Less" in family and left < right, "Greater" in family and left > right
        return less or more or ("Equals" in family and left == right)

    def instant(self, text: str) -> float:
        moment = None if text.isdigit() else datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() if moment else float(text)


def match(pattern: str, text: str) -> Truth:
    """Does a text of the request, in which `*` is what nobody knows, match?"""
    if has_symbol(pattern + text):
        return T if pattern == text else U
    return F if not meet(pattern, text) else U if WILD(text) else T


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
