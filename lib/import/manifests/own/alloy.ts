import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { Importing } from '../../importing';
import { patternsOf } from '../../relabel';
import type { ConfigText } from '../texts';
import { blockOf, textOf } from './blocks';
import { patternsIn } from './patterns';
import { readOwnPods } from './pods';

/** Sources of the library by the component that reads them: it is missing if the source is off. */
const SOURCES = {
  journal: 'loki.source.journal journal',
  audit: 'loki.source.file audit',
  cloudInit: 'loki.source.file cloud_init',
  pods: 'discovery.kubernetes pods',
} as const;

/** Reads the fields of `alloy` that its own configurations show. */
export function readOwnAlloy(importing: Importing, texts: readonly ConfigText[]): void {
  const { draft } = importing;
  const configs = texts.filter(({ kind }) => kind === 'alloy');
  const everyNode = configs.find(({ object }) => object.metadata.name === 'alloy');
  if (!everyNode) return;
  const { blocks } = parseAlloy(everyNode.text);
  const names = blocks.map(({ name, label }) => `${name} ${label ?? ''}`);
  // A collector of its own reads pods through the API.
  const ofFargate = configs.find(({ object }) => object.metadata.name === 'alloy-pods');
  const throughApi = names.includes(SOURCES.pods) ? undefined : ofFargate;
  if (throughApi) draft.set(['alloy', 'pods', 'from'], 'api');
  else if (ofFargate) draft.set(['alloy', 'pods', 'fargate'], true);
  const isLocal = draft.has(['cluster', 'local']);
  for (const [source, name] of Object.entries(SOURCES)) {
    const isOn = names.includes(name) || (source === 'pods' && throughApi !== undefined);
    // Nodes of a local cluster are containers, so only pods are read by default.
    if (isOn !== (source === 'pods' || !isLocal)) draft.set(['alloy', source], isOn);
  }
  const hasEvents = configs.some(({ object }) => object.metadata.name === 'alloy-events');
  if (!hasEvents) draft.set(['alloy', 'events'], false);
  const write = blocks.find(({ name, label }) => name === 'loki.write' && label === 'loki');
  const cluster = /cluster\s*=\s*"([^"]+)"/.exec(sourceOf(write, 'external_labels'))?.[1];
  if (isLocal) {
    if (cluster !== undefined && cluster !== draft.name) draft.set(['cluster', 'local', 'name'], cluster);
  } else if (cluster !== undefined && cluster !== draft.name) {
    draft.set(['cluster', draft.has(['cluster', 'create']) ? 'create' : 'existing', 'name'], cluster);
  } else if (cluster !== undefined && !draft.has(['cluster', 'create']))
    draft.set(['cluster', 'existing', 'name'], cluster);
  const endpoint = write?.blocks.find(({ name }) => name === 'endpoint');
  const first = /^"(.+)"$/.exec(sourceOf(endpoint, 'tenant_id'))?.[1];
  const { tenants } = importing;
  const all = first === undefined ? tenants : [first, ...tenants.filter((tenant) => tenant !== first)];
  if (all.length > 1 || (all[0] !== undefined && all[0] !== draft.name)) draft.set(['tenants'], all);
  const ofPods = throughApi ? parseAlloy(throughApi.text).blocks : blocks;
  readRoutes(importing, ofPods, all);
  readPods(importing, ofPods);
  readOwnPods(importing, ofPods);
}

const sourceOf = (block: AlloyBlock | undefined, name: string): string =>
  block?.attributes.find((attribute) => attribute.name === name)?.value.source ?? '';

/** Reads the namespaces of tenants from the stages that lines of pods pass. */
function readRoutes({ draft }: Importing, blocks: readonly AlloyBlock[], [, ...others]: readonly string[]): void {
  const routes = new Map<string, string[]>();
  for (const match of blockOf(blocks, 'loki.process', 'pods')?.blocks ?? []) {
    const quoted = /namespace=~("(?:[^"\\]|\\.)*")\}$/.exec(textOf(match, 'selector') ?? '')?.[1];
    const stage = blockOf(match.blocks, 'stage.tenant');
    if (match.name !== 'stage.match' || quoted === undefined || !stage) continue;
    const namespaces = patternsIn(JSON.parse(quoted) as string);
    const tenant = textOf(stage, 'value');
    if (tenant !== undefined) routes.set(tenant, namespaces);
    // One stage serves all tenants that are named as their only namespace.
    else if (textOf(stage, 'label') === 'namespace') for (const one of namespaces) routes.set(one, [one]);
  }
  for (const tenant of others) {
    const namespaces = routes.get(tenant) ?? [];
    if (JSON.stringify(namespaces) !== JSON.stringify([tenant])) draft.set(['tenantNamespaces', tenant], namespaces);
  }
}

/** Reads the choice of namespaces and containers. */
function readPods({ draft }: Importing, blocks: readonly AlloyBlock[]): void {
  const rules = blocks.find(({ name, label }) => name === 'discovery.relabel' && label === 'pods')?.blocks ?? [];
  // Names are chosen by the API server, patterns by rules.
  const selector = sourceOf(
    blocks.find(({ name, label }) => name === 'discovery.kubernetes' && label === 'pods')?.blocks[0],
    'field',
  );
  const named = (form: RegExp): string[] => [...selector.matchAll(form)].map(([, name = '']) => name);
  const excluded = named(/metadata\.namespace!=([a-z0-9-]+)/g);
  const only = named(/metadata\.namespace=([a-z0-9-]+)/g);
  if (only.length > 0) draft.set(['alloy', 'pods', 'namespaces', 'include'], only);
  for (const rule of rules) {
    const patterns = patternsOf(/^["`](.+)["`]$/.exec(sourceOf(rule, 'regex'))?.[1] ?? '');
    const [action, source] = [sourceOf(rule, 'action'), sourceOf(rule, 'source_labels')];
    if (!patterns || !['"keep"', '"drop"'].includes(action)) continue;
    if (/^\["__meta_kubernetes_namespace"\]$/.test(source)) {
      if (action === '"keep"') draft.set(['alloy', 'pods', 'namespaces', 'include'], patterns);
      else excluded.push(...patterns);
    } else if (/^\["__meta_kubernetes_pod_container_name"\]$/.test(source)) {
      draft.set(['alloy', 'pods', 'containers', 'exclude'], patterns);
    }
  }
  if (excluded.length > 0) draft.set(['alloy', 'pods', 'namespaces', 'exclude'], excluded);
  const write = blocks.find(({ name, label }) => name === 'loki.process' && label === 'pods');
  const isMetadata = write?.blocks.some(
    ({ name, attributes }) => name === 'stage.structured_metadata' && JSON.stringify(attributes).includes('node_name'),
  );
  if (isMetadata === true) draft.set(['alloy', 'nodeLabel'], false);
}
