import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import { isOfLoki } from '../complete';
import type { Importing } from '../importing';
import type { FormerRelease } from '../release';
import { agentStep, continuesFrom } from './agents';
import { deployStep } from './deploy';
import { holdSteps, removalOf } from './deployer';
import { compactorStep, drainStep } from './drain';
import { type Names, namesOf } from './names';
import { type PlanStep, withPort } from './step';

export type { PlanStep } from './step';

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
    deployStep(importing, {
      title: `Deploy the new Loki in the namespace ${own}${isReadable ? ', its compactor and ruler at 0' : ''}`,
      check: isReadable
        ? `lines that are older than two hours are found through both gateways (the former one is in ${names.namespace})`
        : 'all pods are ready',
      sharesBucket: isReadable,
    }),
    ...holdSteps(importing),
    agentStep(importing),
    readStep(names, own, isReadable),
    drainStep(names, own, scope, isReadable),
    ...(isReadable ? [compactorStep(importing, names)] : []),
    endStep(importing, names, isReadable),
  ];
}

/** Steps that protect the bucket before two Lokis write to it, and add a period that both write. */
function schemaSteps({ draft, former }: Importing, { namespace, ingesters }: Names): PlanStep[] {
  const bucket = String(draft.get(['storage', 'chunkBucketName']) ?? 'BUCKET');
  const prepare: PlanStep = {
    title: 'Make the bucket safe',
    actions: [
      `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
      `aws s3api get-bucket-lifecycle-configuration --bucket ${bucket}`,
      'A rule of the lifecycle without a prefix deletes the index: change it first.',
    ],
    check:
      'retention in the file is what you want: the new compactor deletes all older lines, including those from before the move',
  };
  if (former.takesMetadata === true) return [prepare];
  const target = ingesters[0]?.title ?? '';
  return [
    prepare,
    {
      title: 'Add a period that both Lokis write',
      actions: [
        'Add a period with store tsdb, schema v13 and the same prefix to the former Loki, from the day after tomorrow, and the same one to loki.schema in the file. A former Loki below 2.9 does not know v13: upgrade it first.',
        withPort(namespace, target, '3199:3100', 'curl -s localhost:3199/config | grep -B2 -A12 "store: tsdb"'),
        'Wait until that day has begun, in UTC.',
      ],
      check: 'the period stands in /config of the former Loki, and its day has begun',
      back: 'before its day, remove the period again; afterwards it stays',
    },
  ];
}

/** Step that keeps the former Loki for its data. */
function keepStep({ former }: Importing, { namespace }: Names): PlanStep {
  const reasons = former.unreadable.length > 0 ? former.unreadable : ['the input has no period of a schema'];
  return {
    title: 'Keep the former Loki for its data',
    actions: [
      ...reasons.map((reason) => `Not readable here: ${reason}.`),
      `The former Loki stays in ${namespace}, with its compactor and without writers, until its retention is over.`,
      'Grafana has two datasources until then.',
    ],
  };
}

/** Step in which Grafana reads both. */
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

/** Step that removes the former installation. */
function endStep({ former }: Importing, { release }: Names, isReadable: boolean): PlanStep {
  // Those of a release that is known are removed with it.
  const agents = former.agentRelease ? [] : [...former.agents];
  return {
    title: isReadable
      ? 'After a day: remove the former installation'
      : 'After its retention: remove the former installation',
    actions: [
      ...removalOf(release),
      ...(former.agentRelease && !isSameRelease(former.agentRelease, release) ? removalOf(former.agentRelease) : []),
      `Remove its datasource${agents.length > 0 ? `, the releases of ${agents.join(' and ')}` : ''}, and the user of its access keys.`,
      'Delete its volumes when nothing is missed.',
    ],
  };
}

/** Steps for agents without a Loki. */
function agentPlan(importing: Importing): PlanStep[] {
  const { former } = importing;
  return [
    deployStep(importing, { title: 'Deploy', check: 'all pods are ready', sharesBucket: false }),
    ...holdSteps(importing),
    agentStep(importing),
    {
      title: 'After a day: remove the former agents',
      actions: [
        ...(continuesFrom(importing)
          ? ['Leave formerPositions in the file while nodes that ran Promtail may join again, and remove it then.']
          : []),
        ...(former.agentRelease
          ? removalOf(former.agentRelease)
          : [`Uninstall ${[...former.agents].join(' and ') || 'them'}, and its ConfigMaps.`]),
      ],
    },
  ];
}

const isSameRelease = (one: FormerRelease, other: FormerRelease): boolean =>
  one.name === other.name && one.namespace === other.namespace;
