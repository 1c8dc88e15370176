import type { AlloyBlock, AlloyExpression } from '../../../../charts/alloy/language/tree';
import { TENANT_LABEL } from '../../../../charts/alloy/stages/routes';
import { type AlloyGraph, alloyGraphs, visibleTo } from '../alloy/graph';
import type { Manifests } from '../../../manifests/manifests';
import {
  type AlloyComponent,
  attributeOf,
  blocksOf,
  components,
  expressionsOf,
  fieldsOf,
  textOf,
  withinOf,
} from '../alloy/config';
import { type Field, isPlaceholder, type Configured, UNKNOWN } from '../configured';
import { type BlockWithin, blocksWithin } from '../alloy/blocks';
import { type Client, type Login, TENANT_HEADER } from './client';
import type { Workload } from '../../../manifests/workloads';

/** One endpoint of a `loki.write`. */
export interface Writer extends Client {
  /** Its pods. Empty if unknown. */
  readonly workloads: readonly Workload[];

  /** The block of the endpoint, and its path. */
  readonly block: AlloyBlock;

  /** Path of the block. */
  readonly path: string;

  /** Tenants that stages before it give to lines. */
  readonly staged: readonly Field<string>[];

  /** Path of a stage before it that adds structured metadata to lines. @default - no stage does */
  readonly metadata?: string;

  /** True if lines reach it for which no stage sets a tenant. */
  readonly hasUnstaged: boolean;
}

/** The endpoints of all `loki.write`, as clients of Loki. */
export function writers(manifests: Manifests): readonly Writer[] {
  return manifests.read(readWriters);
}

/** Names of the tenants that a writer is known to write. */
export function namesOf({ tenant, staged }: Writer): string[] {
  return [tenant, ...staged].flatMap(({ value }) => (typeof value === 'string' && value !== '' ? [value] : []));
}

function readWriters(manifests: Manifests): Writer[] {
  return alloyGraphs(manifests).flatMap((graph) =>
    components(graph.reading, 'loki.write').flatMap((component) =>
      blocksWithin(component)
        .filter(({ block }) => blocksOf(component.block, 'endpoint').includes(block))
        .map(({ block, path }) => writer(graph, component, block, path)),
    ),
  );
}

function writer(graph: AlloyGraph, component: AlloyComponent, block: AlloyBlock, path: string): Writer {
  const [basicAuth] = blocksOf(block, 'basic_auth');
  const { workloads } = graph.reading;
  const upstream = [...upstreamOf(graph, component)];
  return {
    kind: 'writer',
    namespace: workloads[0]?.namespace,
    workloads,
    block,
    path,
    url: { path: `${path}.url`, value: configured(attributeOf(block, 'url')) },
    login: loginOf(block),
    user: {
      path: basicAuth ? `${path}.basic_auth.username` : `${path}.basic_auth`,
      value: configured(attributeOf(basicAuth, 'username')),
    },
    tenant: tenantOf(block, path),
    staged: upstream.flatMap(stagedTenants),
    metadata: upstream.flatMap((one) => stagesWithin(one, 'stage.structured_metadata'))[0]?.path,
    hasUnstaged: !mentionsTenantLabel(graph) && feedersOf(graph, component).some((one) => isUnstaged(graph, one)),
  };
}

/** Configured value of a string attribute. A placeholder for another program, such as `envsubst`, is unknown. */
function configured(value: AlloyExpression | undefined): Configured<string> {
  if (value === undefined || value.kind === 'null') return undefined;
  const text = textOf(value) ?? (value.kind === 'number' ? String(value.value) : undefined);
  return text === undefined || isPlaceholder(text) ? UNKNOWN : text;
}

/** `tenant_id` wins over the headers. */
function tenantOf(block: AlloyBlock, path: string): Field<string> {
  const own: Field<string> = { path: `${path}.tenant_id`, value: configured(attributeOf(block, 'tenant_id')) };
  if (own.value !== undefined && own.value !== '') return own;
  for (const attribute of ['headers', 'http_headers']) {
    const value = attributeOf(block, attribute);
    const field = fieldsOf(value).find(({ name }) => name.toLowerCase() === TENANT_HEADER);
    const first = field?.value.kind === 'array' ? field.value.parts[0] : field?.value;
    if (field) return { path: `${path}.${attribute}.${field.name}`, value: configured(first) };
    if (value && value.kind !== 'object') return { path: own.path, value: UNKNOWN };
  }
  return own;
}

function loginOf(block: AlloyBlock): Login {
  if (blocksOf(block, 'basic_auth').length > 0) return 'password';
  const isOther =
    blocksOf(block, 'authorization', 'oauth2', 'sigv4').length > 0 ||
    block.attributes.some(({ name }) => /^(bearer_token(_file)?|http_headers)$/.test(name)) ||
    fieldsOf(attributeOf(block, 'headers')).some(({ name }) => name.toLowerCase() === 'authorization');
  return isOther || /\/\/[^/@]*@/.test(textOf(attributeOf(block, 'url')) ?? '') ? 'other' : 'none';
}

/** The components that forward to a component. */
function feedersOf(graph: AlloyGraph, component: AlloyComponent): AlloyComponent[] {
  return visibleTo(graph, component).filter(({ block }) => {
    const targets = attributeOf(block, 'forward_to');
    return (targets ? withinOf(targets) : []).some(
      (part) => part.kind === 'reference' && part.names.slice(0, -1).join('.') === component.id,
    );
  });
}

/** Components from which lines reach a component, directly or through others. */
function upstreamOf(
  graph: AlloyGraph,
  component: AlloyComponent,
  seen = new Set<AlloyComponent>(),
): ReadonlySet<AlloyComponent> {
  for (const feeder of feedersOf(graph, component)) {
    if (seen.has(feeder)) continue;
    seen.add(feeder);
    upstreamOf(graph, feeder, seen);
  }
  return seen;
}

/** True if lines without a tenant of their own leave a component. Unknown sources do not count. */
function isUnstaged(graph: AlloyGraph, component: AlloyComponent, seen: readonly AlloyComponent[] = []): boolean {
  if (seen.includes(component) || stagesWithin(component, 'stage.tenant').length > 0) return false;
  const feeders = feedersOf(graph, component);
  if (feeders.length === 0) return component.name.startsWith('loki.source.');
  return feeders.some((feeder) => isUnstaged(graph, feeder, [...seen, component]));
}

function stagesWithin(component: AlloyComponent, name: string): BlockWithin[] {
  return blocksWithin(component).filter(({ block }) => block.name === name);
}

function stagedTenants(component: AlloyComponent): Field<string>[] {
  return stagesWithin(component, 'stage.tenant').map(({ block, path }) => {
    const value = attributeOf(block, 'value');
    return { path: `${path}.value`, value: value ? configured(value) : UNKNOWN };
  });
}

/** True if the configuration may set the tenant with the label itself. */
function mentionsTenantLabel({ together }: AlloyGraph): boolean {
  const expressions = together.flatMap(({ config }) => config.blocks).flatMap(expressionsOf);
  return expressions.some(
    (value) => textOf(value) === TENANT_LABEL || fieldsOf(value).some(({ name }) => name === TENANT_LABEL),
  );
}
