import { counted } from '../../../charts/input/counted';
import type { Problem } from '../../../charts/input/problems';
import { PRUNE_LABEL } from '../../../lib/delivery/prune-labels';
import { MANAGED_BY } from '../../../charts/kubernetes/objects';
import { IMMUTABLE_RULES } from '../../../lib/checks/kubernetes/immutable';
import { changesBetween } from '../../../lib/manifests/changes';
import { type Manifest, title } from '../../../lib/manifests/manifest';
import { Manifests } from '../../../lib/manifests/manifests';
import { kubectlSelector } from '../../../lib/manifests/selectors';
import { at, record, records } from '../../../lib/manifests/shape';
import type { DeployedRecord } from '../../../lib/planner/deployed/record';
import { checkContext } from '../../wait/context';
import { homeOf } from '../../wait/home';
import { complaint, printedJson, type KubectlRunner } from '../../wait/kubectl';
import { deployedTemplates } from '../aws/templates';
import type { Comparing, Comparison } from '../comparison';
import { appliedOver, managerOf, withoutServerSide } from './applied';
import { DENIED, dryRun, liveObjects } from './ask';

/** Kinds that every cluster knows, and that an earlier deploy may have left. */
const KINDS = [
  ...['namespaces', 'serviceaccounts', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
  ...['storageclasses', 'priorityclasses', 'configmaps', 'services', 'ingresses'],
  ...['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'],
  ...['poddisruptionbudgets', 'horizontalpodautoscalers', 'networkpolicies'],
];

/**
 * Compares with the objects in the cluster. For each existing object, a dry run asks the API server for the result of
 * an apply. So defaults are not a difference, and refusals are known. Nothing is changed.
 *
 * @throws InputError if kubectl does not reach the cluster of the environment
 */
export async function compareWithCluster(
  { environment, charts, manifests, records }: Comparing,
  kubectl: KubectlRunner,
  named: boolean,
): Promise<Comparison> {
  await checkContext(kubectl, environment, { named, mayLackAll: true, ...homeOf(charts) });
  const [{ objects: live, failures: unread }, left] = await Promise.all([
    liveObjects(kubectl, manifests.objects),
    leftovers(kubectl, manifests),
  ]);
  const here = manifests.objects.filter((object) => live.has(title(object)));
  const dry = await dryRuns(kubectl, here, live);
  const forbidden = dry.failures.filter(({ reason }) => DENIED.test(reason));
  const merged = forbidden.map(({ object }) => [
    title(object),
    appliedOver(live.get(title(object)) as Manifest, object),
  ]);
  const refused = dry.failures.filter(({ reason }) => !DENIED.test(reason));
  const results = new Map([...dry.objects, ...(merged as [string, Manifest][])]);
  const unknown = new Set(unread.map(({ object }) => title(object)));
  const before = new Manifests([...live.values(), ...left.objects].map(withoutServerSide));
  const after = manifests.objects
    .filter((object) => !unknown.has(title(object)))
    .map((object) => results.get(title(object)) ?? withRefusal(object, live));
  return {
    base: `the cluster ${environment.clusterName}`,
    before,
    changes: changesBetween(before, new Manifests(after.map(withoutServerSide))),
    refused: refused.flatMap(({ object, reason }) => refusals(object, live.get(title(object)) as Manifest, reason)),
    notes: [
      ...(unread.length > 0
        ? [`${counted(unread.length, 'object')} could not be read: ${unread[0]?.reason ?? ''}`]
        : []),
      ...(forbidden.length > 0
        ? [
            `${counted(forbidden.length, 'object')} compared without a dry run, which takes the right to patch: ` +
              `${forbidden[0]?.reason ?? ''}`,
          ]
        : []),
      ...left.notes,
    ],
    isPartial: unread.length > 0,
    ...nodesOf(live),
    deployed: factsOnly(records(environment.name), before),
    templates: deployedTemplates,
  };
}

/**
 * Record for the rules about changes. Its only objects are configurations: for all others the API server says which
 * fields cannot change.
 */
function factsOnly(record: DeployedRecord | undefined, live: Manifests): DeployedRecord | undefined {
  return record && { ...record, manifests: new Manifests(live.ofKind('ConfigMap')) };
}

/** Dry runs of an apply of objects that exist, each applied as it was before. */
async function dryRuns(kubectl: KubectlRunner, objects: readonly Manifest[], live: ReadonlyMap<string, Manifest>) {
  const managers = new Map<string | undefined, Manifest[]>();
  for (const object of objects) {
    const manager = managerOf(live.get(title(object)) as Manifest);
    managers.set(manager, [...(managers.get(manager) ?? []), object]);
  }
  const answers = await Promise.all(
    [...managers].map(([manager, group]) => dryRun(kubectl, applyArgs(manager), group)),
  );
  return {
    objects: new Map(answers.flatMap((answer) => [...answer.objects])),
    failures: answers.flatMap(({ failures }) => failures),
  };
}

const applyArgs = (manager: string | undefined): string[] =>
  manager === undefined ? [] : ['--server-side', '--force-conflicts', `--field-manager=${manager}`];

/** A refused object: its live fields, replaced by the wanted ones. */
function withRefusal(object: Manifest, live: ReadonlyMap<string, Manifest>): Manifest {
  const there = live.get(title(object));
  return there ? appliedOver(there, object) : object;
}

/** Problems of a change that the API server refuses. The rules have the fix for fields that cannot change. */
function refusals(object: Manifest, live: Manifest, reason: string): Problem[] {
  const subject = { manifests: new Manifests([object]), previous: new Manifests([live]) };
  const found = IMMUTABLE_RULES.flatMap((rule) => rule.check(subject));
  if (found.length > 0) return found;
  return [
    { path: title(object), found: `the API server refuses it: ${reason}`, fix: 'correct the field that it names' },
  ];
}

/** Objects of this library that are no longer wanted, found by their common label. */
async function leftovers(
  kubectl: KubectlRunner,
  manifests: Manifests,
): Promise<{ readonly objects: readonly Manifest[]; readonly notes: readonly string[] }> {
  const wanted = new Set(manifests.objects.map(title));
  const args = ['--all-namespaces', '--selector', kubectlSelector(MANAGED_BY), '--output', 'json'];
  const result = await kubectl.run(['get', KINDS.join(), ...args]);
  const items = records(record(printedJson(result))['items']) as unknown as Manifest[];
  const objects = items.filter((object) => !wanted.has(title(object)) && isDelivered(object));
  const missing = `objects that are no longer rendered may be missing: ${complaint(result)}`;
  return { objects, notes: result.status === 0 ? [] : [missing] };
}

/** True for an object that was applied, and not made by a controller from another. */
function isDelivered(object: Manifest): boolean {
  const metadata = record(object.metadata as unknown);
  const isNamespace = object.kind === 'Namespace';
  const isOurs = isNamespace || Object.keys(record(metadata['labels'])).some((label) => label.startsWith(PRUNE_LABEL));
  return isOurs && records(metadata['ownerReferences']).length === 0;
}

/** Number of nodes that the largest DaemonSet runs on. */
function nodesOf(live: ReadonlyMap<string, Manifest>): { readonly nodes?: number } {
  const counts = [...live.values()].flatMap((object) => {
    const count = object.kind === 'DaemonSet' ? at(object, 'status.desiredNumberScheduled') : undefined;
    return typeof count === 'number' && count > 0 ? [count] : [];
  });
  return counts.length > 0 ? { nodes: Math.max(...counts) } : {};
}
