import { hasNoBound, isPodName, MAX_LABELS } from '../../../charts/input/labels';
import type { Manifests } from '../../manifests/manifests';
import { type AlloyComponent, attributeOf, blocksOf, stagesOf, textOf } from '../read/alloy/config';
import { referredBy } from '../read/alloy/graph';
import { actionOf } from '../read/alloy/relabel';
import { rulesOf, type Step, stepsTo } from '../read/alloy/targets';
import { readLoki } from '../read/loki/loki';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { labelsAtEnd } from '../read/alloy/route-labels';
import { onRoutes, type Route, podFiles } from '../read/alloy/routes';

const few: ManifestsRule = {
  id: 'ALLOY-LABELS-1',
  severity: Severity.ERROR,
  title: 'lines have no more labels than Loki accepts',
  why: 'Loki rejects lines with more labels, and Alloy drops rejected lines',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/distributor/validator.go',
  check: ({ manifests }) => {
    const max = maxLabels(manifests);
    return atWrite(manifests, ({ source }, labels, write) => {
      // Loki adds this one itself and does not count it.
      const counted = labels.filter((name) => name !== 'service_name');
      if (counted.length <= max) return [];
      return [
        {
          path: source.path,
          found: `${counted.length} labels reach ${write}, but Loki accepts ${max}: ${counted.join(', ')}`,
          fix: 'move labels with many values to structured metadata, and drop unused ones',
        },
      ];
    });
  },
};

const unbounded: ManifestsRule = {
  id: 'ALLOY-LABELS-2',
  severity: Severity.WARNING,
  title: 'no label has a different value for every request, process or file',
  why: 'every value is a stream: the index grows without bound, chunks are tiny, and a tenant has at most 5000 streams',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/labels/cardinality/',
  check: ({ manifests }) =>
    atWrite(manifests, (route, labels) => {
      // A file of the node has one name; those of pods have another for every container that starts.
      const isUnbounded = (name: string): boolean =>
        name === 'filename' ? podFiles(route).length > 0 : hasNoBound(name) && !isPodName(name);
      return tooMany(route, labels.filter(isUnbounded));
    }),
};

const pods: ManifestsRule = {
  id: 'ALLOY-LABELS-3',
  severity: Severity.WARNING,
  title: 'the name of a pod is structured metadata, not a label',
  why: 'as a label it creates new streams with every rollout and every job',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/labels/remove-default-labels/',
  check: ({ manifests }) => atWrite(manifests, (route, labels) => tooMany(route, labels.filter(isPodName))),
};

/** Pattern of discovery labels whose names others choose, from where the name begins: `__meta_kubernetes_pod_label_(.+)`. */
const ALL_LABELS =
  /^\^?\(?_*(meta_(kubernetes_(\w+_(label|annotation)(present)?_)?)?|journal_*)?\(?(\.|\\w|\[[^\]]*\])[+*]/;

const mapped: ManifestsRule = {
  id: 'ALLOY-LABELS-4',
  severity: Severity.WARNING,
  title: 'no rule makes every label of a pod, a namespace or a node a label of its lines',
  why: 'anyone who deploys a pod then creates streams: a label with a hash or a version makes new ones with every rollout, and Loki rejects lines with more than 15 labels',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/labels/bp-labels/',
  check: ({ manifests }) =>
    onRoutes(manifests, (route): Finding[] => {
      const { graph, source, through } = route;
      const steps = stepsTo(graph, source);
      const before = steps.flatMap((step) => (step.kind === 'component' ? [step.component] : []));
      const rules = attributeOf(source.block, 'relabel_rules');
      const own = rules?.kind === 'reference' ? (referredBy(graph, rules.names, source) ?? []) : [];
      // The nearest step comes first.
      const relabels = [...before.reverse(), ...[own].flat(), ...through];
      return relabels.flatMap((component, at) =>
        isLimited(relabels.slice(at + 1)) ? [] : mapsAll(component, steps).map((found) => ({ ...found, fix: MAP_FIX })),
      );
    }),
};

const MAP_FIX = 'name the labels that are wanted in the regex, such as (app|team), or copy each with a rule of its own';

/** True if a component keeps only the labels that it names. */
function isLimited(after: readonly AlloyComponent[]): boolean {
  return after.some(
    (component) =>
      rulesOf(component).some((rule) => actionOf(rule) === 'labelkeep') ||
      stagesOf(component.block).some(
        ({ name, attributes }) =>
          name === 'stage.label_keep' ||
          (name === 'stage.structured_metadata' && attributes.some((attribute) => attribute.name === 'regex')),
      ),
  );
}

/** Labels of a node or a namespace, which targets have only if a discovery attaches them. */
const ATTACHED = /^\^?_*meta_kubernetes_(node|namespace)_(label|annotation)/;

/** True if some targets may have the labels that a regular expression maps. */
function mayHave(regex: string, steps: readonly Step[]): boolean {
  const [, kind] = ATTACHED.exec(regex) ?? [];
  if (kind === undefined) return true;
  const origins = steps.filter((step) => step.kind !== 'component' || !STEPS_BETWEEN.includes(step.component.name));
  return (
    origins.length === 0 ||
    origins.some((step) => {
      if (step.kind === 'target') return false;
      if (step.kind === 'unknown' || !KUBERNETES.includes(step.component.name)) return true;
      const { block } = step.component;
      const attached = attributeOf(blocksOf(block, 'attach_metadata')[0], kind);
      return textOf(attributeOf(block, 'role')) === kind || (attached !== undefined && attached.source !== 'false');
    })
  );
}

/** Components that pass targets on, and discoveries whose labels are known. */
const STEPS_BETWEEN = ['discovery.relabel', 'local.file_match'];
const KUBERNETES = ['discovery.kubernetes', 'discovery.kubelet'];

/** Rules of a component that map every label, and are not followed by one that limits them. */
function mapsAll(component: AlloyComponent, steps: readonly Step[]): Pick<Finding, 'path' | 'found'>[] {
  const rules = rulesOf(component);
  const last = rules.findLastIndex((rule) => actionOf(rule) === 'labelkeep');
  return rules.flatMap((rule, index) => {
    const regex = textOf(attributeOf(rule, 'regex'));
    if (index < last || actionOf(rule) !== 'labelmap' || regex === undefined || !ALL_LABELS.test(regex)) return [];
    if (!mayHave(regex, steps)) return [];
    return [
      {
        path: `${component.path} rule[${index}].regex`,
        found: `'${regex}' makes a label of every label that it matches`,
      },
    ];
  });
}

function tooMany({ source }: Route, names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  const moved = names.filter((name) => name !== 'filename').map((name) => `${name} = "${name}"`);
  const fixes = [
    ...(moved.length > 0 ? [`stage.structured_metadata { values = { ${moved.join(', ')} } }`] : []),
    // The name of the pod replaces the name of its file.
    ...(names.includes('filename') ? ['stage.label_drop { values = ["filename"] }'] : []),
  ];
  return [
    {
      path: source.path,
      found: `its lines have the label${names.length > 1 ? 's' : ''} ${names.join(', ')}`,
      fix: `add ${fixes.join(' and ')}`,
    },
  ];
}

/** Findings about the labels of lines that reach Loki. */
function atWrite(
  manifests: Manifests,
  find: (route: Route, labels: readonly string[], write: string) => Finding[],
): Finding[] {
  return onRoutes(manifests, (route) => {
    const { end } = route;
    return typeof end !== 'string' && end.name === 'loki.write' ? find(route, labelsAtEnd(route), end.id) : [];
  });
}

/** Number of labels that Loki accepts: the highest limit in these manifests. */
function maxLabels(manifests: Manifests): number {
  const limits = manifests
    .read(readLoki)
    .lokis.flatMap((loki) => loki.limits.map(({ all }) => all['max_label_names_per_series'] ?? MAX_LABELS))
    .filter((limit) => typeof limit === 'number');
  return limits.length > 0 ? Math.max(...limits) : MAX_LABELS;
}

/** Rules about the labels of lines. */
export const LABEL_RULES: readonly ManifestsRule[] = [few, unbounded, pods, mapped];
