// Asks @cloud-copilot/iam-simulate about scenarios: one JSON line in, one JSON line out, in order.
//
//   node simulate.mjs FOLDER [MILLISECONDS]
//
// FOLDER holds the `node_modules` with the package. A line is a scenario as `xacct-guard evaluate`
// reads it. The answer is {id, decision, layers, blocked_by, ignored}, or {id, error} where the
// package has no opinion, or {id, timeout} where it took longer than MILLISECONDS: the thread that
// hangs is stopped and the line after it goes to a new one.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

const AT_ONCE = 64
const DECISIONS = { Allowed: 'allow', ImplicitlyDenied: 'implicit_deny', ExplicitlyDenied: 'explicit_deny' }
const SAYS = {
  Allowed: 'allow', AllowedForAccount: 'allow', ImplicitlyDenied: 'silent',
  ExplicitlyDenied: 'deny', DeniedForAccount: 'deny', NotApplicable: null,
}

if (isMainThread) serve(process.argv[2], Number(process.argv[3] ?? 2000))
else work(workerData.folder)

function serve(folder, limit) {
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })
  const waiting = [] // handed to the thread and not answered yet, oldest first
  let thread, timer, ready = false, ended = false

  const answer = (text) => {
    process.stdout.write(text + '\n')
    waiting.shift()
    if (waiting.length < AT_ONCE) lines.resume()
  }
  const watch = () => {
    clearTimeout(timer)
    if (waiting.length) timer = setTimeout(giveUp, limit)
    else if (ended) process.exit(0)
  }
  const giveUp = () => {
    thread.removeAllListeners()
    thread.terminate()
    ready = false
    answer(JSON.stringify({ id: idOf(waiting[0]), timeout: limit }))
    start()
  }
  const start = () => {
    thread = new Worker(fileURLToPath(import.meta.url), { workerData: { folder } })
    thread.once('message', () => { // it says that it is ready: loading the package is not timed
      ready = true
      thread.on('message', (text) => { answer(text); watch() })
      watch()
    })
    thread.on('error', (error) => {
      process.stderr.write(`${error.stack ?? error}\n`)
      process.exit(1)
    })
    for (const line of waiting) thread.postMessage(line)
  }

  start()
  lines.on('line', (line) => {
    if (!line.trim()) return
    waiting.push(line)
    thread.postMessage(line)
    if (ready && waiting.length === 1) watch()
    if (waiting.length >= AT_ONCE) lines.pause()
  })
  lines.on('close', () => {
    ended = true
    if (!waiting.length) process.exit(0)
  })
}

function idOf(line) {
  try { return JSON.parse(line).id ?? null } catch { return null }
}

function work(folder) {
  const { runSimulation } = createRequire(resolve(folder, 'package.json'))('@cloud-copilot/iam-simulate')
  const answer = async (line) => {
    let id = null
    try {
      const scenario = JSON.parse(line)
      id = scenario.id ?? null
      return { id, ...told(await runSimulation(simulationOf(scenario), {})) }
    } catch (error) {
      return { id, error: String(error.message ?? error) }
    }
  }
  let before = Promise.resolve() // one after the other, so that it is the first that hangs
  parentPort.on('message', (line) => {
    before = before.then(async () => parentPort.postMessage(JSON.stringify(await answer(line))))
  })
  parentPort.postMessage('ready')
}

// What the package found, in the words of `evaluate`.
function told(found) {
  if (found.resultType === 'error') {
    const { message, ...rest } = found.errors
    return { error: Object.keys(rest).length ? `${message} ${JSON.stringify(rest)}` : message }
  }
  const decision = DECISIONS[found.overallResult]
  if (found.resultType === 'wildcard') return { decision, layers: {}, blocked_by: [], ignored: [] }
  const { analysis, ignoredContextKeys } = found.result
  const says = (one) => (one ? SAYS[one.result] : null)
  const layers = {
    identity: says(analysis.identityAnalysis),
    resource: says(analysis.resourceAnalysis),
    session: says(analysis.sessionAnalysis),
    boundary: says(analysis.permissionBoundaryAnalysis),
    vpc_endpoint: says(analysis.endpointAnalysis),
    scp: analysis.scpAnalysis?.ouAnalysis.length ? says(analysis.scpAnalysis) : null,
    rcp: analysis.rcpAnalysis?.ouAnalysis.length ? says(analysis.rcpAnalysis) : null,
  }
  return { decision, layers, blocked_by: analysis.blockedBy ?? [], ignored: ignoredContextKeys ?? [] }
}

// The package's own shape of a scenario.
function simulationOf({ request, policies = {}, organization = {} }) {
  const { identity = [], session = [], scps = [], rcps = [], resource_settings: settings = {} } = policies
  const sessions = [session].flat().filter(Boolean)
  if (sessions.length > 1) throw new Error('more than one session policy')
  if (policies.kms_grants?.length) throw new Error('grants are not known to it')
  const anonymous = request.principal === '*'
  return {
    request: {
      principal: anonymous ? { type: 'Anonymous' } : request.principal,
      action: request.action,
      resource: { resource: request.resource, accountId: request.resource_account ?? '' },
      contextVariables: contextOf(request, organization),
    },
    identityPolicies: identity.map(named),
    serviceControlPolicies: scps.map(level),
    resourceControlPolicies: rcps.map(level),
    ...(policies.resource && { resourcePolicy: bare(policies.resource) }),
    ...(sessions.length && { sessionPolicy: bare(sessions[0]) }),
    ...(policies.boundary && { permissionBoundaryPolicies: [named(policies.boundary, 0)] }),
    ...(policies.vpc_endpoint && { vpcEndpointPolicies: [named(policies.vpc_endpoint, 0)] }),
    additionalSettings: {
      s3: { blockPublicAccess: settings.s3_block_public_access?.restrict_public_buckets === true },
    },
  }
}

const bare = (one) => one.document ?? one
const named = (one, at) => ({ name: one.name ?? `policy-${at}`, policy: bare(one) })
const level = (documents, at) => ({
  orgIdentifier: `level-${at}`,
  policies: documents.map((one, i) => ({ name: `level-${at}-${i}`, policy: bare(one) })),
})

// It derives no context key. These are the ones that AWS sends with every request of the kind:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
function contextOf(request, organization) {
  const given = request.context ?? {}
  const has = new Set(Object.keys(given).map((key) => key.toLowerCase()))
  const derived = Object.entries(derivedKeys(request, organization))
    .filter(([key, value]) => value != null && !has.has(key.toLowerCase()))
  return { ...Object.fromEntries(derived), ...given }
}

function derivedKeys({ principal, principal_account, resource_account, region }, organization) {
  const always = {
    'aws:RequestedRegion': region, 'aws:ResourceAccount': resource_account,
    'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false',
  }
  if (principal === '*') return { ...always, 'aws:PrincipalType': 'Anonymous' }
  if (!principal.startsWith('arn:')) {
    return { ...always, 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal }
  }
  const [, partition, , , account, resource] = principal.split(':')
  const [kind, name] = resource.split('/')
  if (kind.endsWith('-provider')) return { ...always, 'aws:PrincipalIsAWSService': 'false' }
  const types = { root: 'Account', user: 'User', 'federated-user': 'FederatedUser' }
  return {
    ...always,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalArn': kind === 'assumed-role' ? `arn:${partition}:iam::${account}:role/${name}` : principal,
    'aws:PrincipalAccount': principal_account ?? account,
    'aws:PrincipalOrgID': organization.principal_in_org ? organization.id : null,
    'aws:PrincipalType': types[kind] ?? 'AssumedRole',
    'aws:username': kind === 'user' ? resource.split('/').at(-1) : null,
  }
}
