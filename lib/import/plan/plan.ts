import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { isOfLoki } from './complete';
import type { Importing } from './importing';

/** A step of moving in. */
export interface PlanStep {
  /** Its aim. */
  readonly title: string;

  /** Sentences, code and commands, in their order. */
  readonly actions: readonly string[];

  /** Condition of the next step. @default - nothing more */
  readonly check?: string;

  /** Way back. @default - none is needed */
  readonly back?: string;
}

/** Names of the former installation, or what stands for them. */
interface Names {
  readonly namespace: string;
  readonly release: string;

  /** StatefulSet of the ingesters, and the part of its pods that it is run in. */
  readonly ingesters: readonly string[];

  /** Workloads that run the compactor and the ruler; undefined if they cannot be stopped alone. */
  readonly compactors?: readonly string[];

  /** Workloads that are scaled down at the end. */
  readonly all: readonly string[];
}

function namesOf({ former }: Importing): Names {
  const { release = 'loki', namespace = 'NAMESPACE', mode } = former;
  const isDistributed = former.charts.has('loki-distributed');
  const isStack = former.charts.has('loki-stack');
  const name = isDistributed
    ? `${release}-loki-distributed`
    : release.includes('loki') || isStack
      ? release
      : `${release}-loki`;
  const of = (...parts: string[]): string[] => parts.map((part) => `${name}-${part}`);
  if (mode === 'distributed') {
    const compactors = isDistributed
      ? of('compactor', 'ruler').map((one) => `deployment/${one}`)
      : of('compactor', 'ruler').map((one) => `statefulset/${one}`);
    return {
      namespace,
      release,
      ingesters: of('ingester'),
      compactors,
      all: of('distributor', 'querier', 'query-frontend'),
    };
  }
  if (mode === 'simple-scalable') return { namespace, release, ingesters: of('write'), all: of('read', 'backend') };
  return { namespace, release, ingesters: [name], all: [] };
}

/**
 * Steps from the former installation to this one: two sets of ingesters over one bucket, and never two compactors.
 */
export function planOf(importing: Importing): PlanStep[] {
  if (!isOfLoki(importing)) return agentPlan(importing);
  const { draft, former } = importing;
  const names = namesOf(importing);
  const own = String(draft.get(['loki', 'namespace']) ?? 'loki');
  const isReadable = former.unreadable.length === 0 && draft.has(['loki', 'schema']);
  const scope = former.hasTenants === true ? 'each of its tenants' : 'its tenant fake';
  return [
    ...(isReadable ? schemaSteps(importing, names) : [keepStep(importing, names)]),
    deployStep(importing, names, own, isReadable),
    agentStep(importing),
    readStep(names, own, isReadable),
    drainStep(names, own, scope, isReadable),
    ...(isReadable ? [compactorStep(importing, names)] : []),
    endStep(importing, names, isReadable),
  ];
}

/** The bucket before anything writes to it twice, and a period that both write. */
function schemaSteps({ draft, former }: Importing, { namespace, ingesters }: Names): PlanStep[] {
  const bucket = String(draft.get(['storage', 'chunkBucketName']) ?? 'BUCKET');
  const prepare: PlanStep = {
    title: 'Make the bucket safe',
    actions: [
      `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
      `aws s3api get-bucket-lifecycle-configuration --bucket ${bucket}`,
      'A rule of the lifecycle without a prefix deletes the index: change it first.',
    ],
    check: 'retention in the file is what you want: what is older is deleted by the new compactor, the past too',
  };
  if (former.takesMetadata === true) return [prepare];
  return [
    prepare,
    {
      title: 'Add a period that both Lokis write',
      actions: [
        'Add a period with store tsdb, schema v13 and the same prefix to the former Loki, from the day after tomorrow, and the same one to loki.schema in the file. A former Loki below 2.9 does not know v13: upgrade it first.',
        `kubectl -n ${namespace} port-forward statefulset/${ingesters[0] ?? ''} 3100 & curl -s localhost:3100/config | grep -A3 schema`,
        'Wait until that day has begun, in UTC.',
      ],
      check: 'the period stands in /config of the former Loki, and its day has begun',
      back: 'before its day, remove the period again; afterwards it stays',
    },
  ];
}

/** Data that stays where it is. */
function keepStep({ former }: Importing, { namespace }: Names): PlanStep {
  const reasons = former.unreadable.length > 0 ? former.unreadable : ['the input has no period of a schema'];
  return {
    title: 'Keep the former Loki for what it has',
    actions: [
      ...reasons.map((reason) => `Not readable here: ${reason}.`),
      `The former Loki stays in ${namespace}, with its compactor and without writers, until its retention is over.`,
      'Grafana has two datasources until then.',
    ],
  };
}

/** Ours beside the former one, in a namespace of its own. */
function deployStep(
  { draft, former }: Importing,
  { compactors, namespace }: Names,
  own: string,
  isReadable: boolean,
): PlanStep {
  const cluster = String(draft.get(['cluster', 'existing', 'name']) ?? draft.name);
  return {
    title: `Deploy the new Loki in the namespace ${own}${isReadable ? ', its compactor and ruler at 0' : ''}`,
    actions: [
      ...(isReadable
        ? [
            'Two compactors on one bucket lose data, and two rulers send each alert twice. Add this to the environment for now, with JsonPatch imported from cdk8s:',
            "customize: (charts) => ['loki-compactor', 'loki-ruler'].forEach((name) => charts.object('StatefulSet', name).addJsonPatch(JsonPatch.replace('/spec/replicas', 0))),",
          ]
        : []),
      `npx eks-loki check ${draft.name} --environments FILE`,
      `npx cdk deploy '${draft.name}/**'`,
      `aws eks update-kubeconfig --region ${String(draft.get(['region']))} --name ${cluster}`,
      `npx eks-loki wait ${draft.name}`,
    ],
    check: isReadable
      ? `lines that are older than two hours are found through both gateways (the former one is in ${namespace})`
      : 'all pods are ready',
    back: compactors || former.mode ? `npx cdk destroy '${draft.name}/Logging'` : undefined,
  };
}

/** The agents, the former one off. */
function agentStep({ former, draft }: Importing): PlanStep {
  const agents = [...former.agents];
  const off = agents.length > 0 ? agents.join(', ') : 'the former agent';
  return {
    title: 'Change the agents over',
    actions: [
      'Alloy runs since the deploy, and reads each file from its beginning: lines of the files that are still on the nodes are in Loki twice for the time in which both agents ran, under other labels.',
      `Turn ${off} off now, or let it send to the former Loki for a day if a gap would be worse than lines that are there twice.`,
      `npx eks-loki smoke ${draft.name}`,
    ],
    check: 'eks-loki smoke ends well, and lines of each namespace arrive',
    back: `turn ${off} on again`,
  };
}

/** Both datasources. */
function readStep({ namespace }: Names, own: string, isReadable: boolean): PlanStep {
  return {
    title: 'Read both',
    actions: [
      `Grafana has the new datasources, of http://loki-gateway.${own}.svc:${LokiEndpoint.GATEWAY_PORT}. Keep that of ${namespace} until the next step is done${
        isReadable ? ': the newest lines, up to two hours of them, are in the former ingesters alone' : ''
      }.`,
      'Point dashboards, alerts and clients at the new ones. Their passwords are new: aws secretsmanager get-secret-value prints them.',
    ],
  };
}

/** Everything out of the former ingesters, into the bucket. */
function drainStep({ namespace, ingesters, all }: Names, own: string, scope: string, isReadable: boolean): PlanStep {
  const pods = ingesters.map((set) => `statefulset/${set}`);
  return {
    title: 'Drain the former ingesters',
    actions: [
      'Nobody may send to the former Loki any more. POST /flush is not enough: it ships chunks without their index.',
      ...ingesters.map(
        (set) =>
          `for pod in $(kubectl -n ${namespace} get pods -o name | grep '/${set}-'); do kubectl -n ${namespace} port-forward $pod 3199:3100 >/dev/null & sleep 2; curl -sS -X POST localhost:3199/ingester/prepare_shutdown; kill $!; done`,
      ),
      `kubectl -n ${namespace} scale ${pods.join(' ')} --replicas=0`,
      ...(all.length > 0
        ? [`Leave ${all.join(', ')} running until the newest lines are found through the new Loki.`]
        : []),
    ],
    check: isReadable
      ? `every pod ends before its grace period, and the newest lines of ${scope} are found through the gateway in ${own}`
      : 'every pod ends before its grace period',
    back: `kubectl -n ${namespace} scale ${pods.join(' ')} --replicas=3`,
  };
}

/** One compactor, one ruler. */
function compactorStep({ draft }: Importing, { namespace, compactors, all, ingesters }: Names): PlanStep {
  const backend = all.filter((one) => one.endsWith('-backend')).map((one) => `statefulset/${one}`);
  const stopped = compactors ?? (backend.length > 0 ? backend : ingesters.map((one) => `statefulset/${one}`));
  return {
    title: 'One compactor, one ruler: stop the former, start the new',
    actions: [
      `kubectl -n ${namespace} scale ${stopped.join(' ')} --replicas=0`,
      `kubectl -n ${namespace} get pods`,
      'When their pods are gone, take customize out of the environment again.',
      `npx cdk deploy '${draft.name}/**'`,
      `npx eks-loki wait ${draft.name}`,
    ],
    check:
      'no pod of the former compactor is left before the new one starts, and loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds moves on',
    back: 'put customize back and deploy, then scale the former ones up',
  };
}

/** The end of the former installation. */
function endStep({ former }: Importing, { namespace, release, ingesters }: Names, isReadable: boolean): PlanStep {
  return {
    title: isReadable
      ? 'After a day: remove the former installation'
      : 'After its retention: remove the former installation',
    actions: [
      ...ingesters.map(
        (set) =>
          `kubectl -n ${namespace} patch statefulset ${set} --type merge -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}}'`,
      ),
      `helm -n ${namespace} uninstall ${release}`,
      `Remove its datasource${former.agents.size > 0 ? `, the releases of ${[...former.agents].join(' and ')}` : ''}, and the user of its access keys.`,
      'Delete its volumes when nothing is missed.',
    ],
  };
}

/** Agents alone. */
function agentPlan(importing: Importing): PlanStep[] {
  const { draft } = importing;
  return [
    {
      title: 'Deploy',
      actions: [
        `npx eks-loki check ${draft.name} --environments FILE`,
        `npx cdk deploy '${draft.name}/**'`,
        `npx eks-loki wait ${draft.name}`,
      ],
      check: 'all pods are ready',
    },
    agentStep(importing),
    {
      title: 'After a day: remove the former agents',
      actions: [`Uninstall ${[...importing.former.agents].join(' and ') || 'them'}, and its ConfigMaps.`],
    },
  ];
}
