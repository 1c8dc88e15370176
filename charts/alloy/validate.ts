import { DEFAULT_NAMESPACES } from '../defaults';
import { IDENTITY_KINDS } from '../endpoint/identity';
import { requiredEndpoint } from '../endpoint/validate';
import { once } from '../input/combine';
import { CLUSTER_LABEL, NAMESPACE, NAMESPACE_PATTERN, OBJECT_NAME } from '../input/forms';
import { unreservedNamespace } from '../kubernetes/reserved-namespaces';
import {
  apiServerPorts,
  containerResources,
  images,
  podLabels,
  podResources,
  scraperPods,
} from '../kubernetes/validate';
import { otlpIndexLabels } from '../loki/otlp';
import { TENANT } from '../endpoint/tenants';
import {
  boolean,
  fields,
  list,
  made,
  map,
  oneOf,
  type PropValidators,
  required,
  text,
  texts,
  type Validator,
} from '../input/props';
import type { AlloyChartProps } from './chart-props';
import type { AlloyCollectorProps } from './collectors/props';
import { type AlloyPipeline, PIPELINE_VALIDATORS } from './pipeline';
import { type AlloySources, SOURCE_VALIDATORS } from './sources/library';
import type { AlloyRoute, AlloySource } from './sources/source';

/** Validator of any value. `ownProblems` checks it, and names its collector in the message. */
const checkedWithName: Validator = () => [];

/** Sources of a user's own: objects with functions. The items of their lists are validated with their collector. */
export const sources: Validator = list(
  made<AlloySource>('a source', 'new VpcCniSource()', (source) => typeof source.blocks === 'function'),
  'new VpcCniSource()',
);

/** Collectors of a user's own. `ownProblems` checks their names, kinds and numbers of pods. */
export const collectors: Validator = list(
  fields<AlloyCollectorProps>("{ name: 'push', kind: 'replicated', sources: [] }", {
    name: required(checkedWithName, "'push'"),
    kind: required(checkedWithName, "'replicated'"),
    sources: required(sources, '[new PushSource()]'),
    resources: containerResources,
    replicas: checkedWithName,
    clientNamespaces: once(texts(NAMESPACE)),
  }),
  "{ name: 'push', kind: 'replicated', sources: [] }",
);

/** The library's sources: switches and settings. */
export const librarySwitches: Validator = fields<AlloySources>('{ audit: false }', SOURCE_VALIDATORS);

/** Processing of lines between their sources and Loki. */
export const pipeline: Validator = fields<AlloyPipeline>('{}', PIPELINE_VALIDATORS);

const ROUTE = "{ tenant: 'apps', namespaces: ['shop', 'shop-*'] }";

/** Namespaces by tenant. */
export const routes: Validator = list(
  fields<AlloyRoute>(ROUTE, {
    tenant: required(text(TENANT), "'apps'"),
    namespaces: required(texts(NAMESPACE_PATTERN), "['shop', 'shop-*']"),
  }),
  ROUTE,
);

/** Name of a cluster, for the label of its lines. */
export const requiredClusterName: Validator = required(text(CLUSTER_LABEL), `'${CLUSTER_LABEL.example}'`);

/** Validators of the properties. */
export const ALLOY: PropValidators<AlloyChartProps> = {
  endpoint: requiredEndpoint,
  clusterName: requiredClusterName,
  namespace: text(unreservedNamespace(DEFAULT_NAMESPACES.alloy)),
  routes,
  sources: librarySwitches,
  nodeLabel: boolean,
  pipeline,
  otlpIndexLabels,
  extraSources: sources,
  collectors,
  resources: containerResources,
  collectorResources: map(podResources, 'alloy: { cpu: 0.2 }'),
  identityKind: oneOf(IDENTITY_KINDS),
  images,
  storageClassName: text(OBJECT_NAME),
  priorityClassName: text(OBJECT_NAME),
  networkPolicies: boolean,
  apiServerPorts,
  metricsNamespaces: once(texts(NAMESPACE)),
  metricsPods: podLabels,
  scraper: scraperPods,
};
