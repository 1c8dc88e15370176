import { nearest } from '../../../charts/input/nearest';
import type { AlloyExpression } from '../../../charts/alloy/language/parse';
import {
  type AlloyComponent,
  attributeOf,
  blocksOf,
  components,
  partsOf,
  textOf,
  withinOf,
} from '../read/alloy/config';
import { record, records, text } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { alloyGraphs } from '../read/alloy/graph';
import { type AlloyPods, alloyPods, nodeVariable } from '../read/alloy/pods';

/** Variables that the image, the kubelet or EKS sets. */
const GIVEN =
  /^(HOSTNAME|HOME|PATH|ALLOY_DEPLOY_MODE|KUBERNETES_\w+|AWS_\w+|\w+_SERVICE_(HOST|PORT\w*)|\w+_PORT(_\w+)?)$/;

/** Functions that read a variable: the second is its former name. */
const READERS = ['sys.env', 'env'];

const variables: ManifestsRule = {
  id: 'ALLOY-NODE-1',
  severity: Severity.ERROR,
  title: 'the environment variables that a configuration reads are set in the pod',
  why: 'an unset variable is silently an empty string: a node selector with it matches no pod',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/stdlib/sys/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap(({ reading }) =>
      alloyPods(reading).flatMap((pods): Finding[] => {
        if (records(pods.container.envFrom).length > 0) return [];
        const names = reading.config.blocks.flatMap((block) => expressionsWithin(block).flatMap(variablesOf));
        return [...new Set(names)]
          .filter((name) => !GIVEN.test(name) && !variable(pods, name))
          .map((name) => ({
            path: `${pods.path}.env`,
            found: `has no ${name}, which ${reading.file} reads`,
            fix: adviceFor(name, pods),
          }));
      }),
    ),
};

/** Advice for a missing variable: the one that was meant, if the container has it. */
function adviceFor(name: string, pods: AlloyPods): string {
  const names = records(pods.container.env).flatMap((one) => text(one.name) ?? []);
  const isNode = /node|host/i.test(name);
  const meant = isNode ? nodeVariable(pods) : nearest(name, names);
  const set = isNode ? `set ${name} from the field spec.nodeName` : `set ${name}`;
  return meant ? `read ${meant} in its place, or ${set}` : set;
}

function expressionsWithin(block: AlloyComponent['block']): AlloyExpression[] {
  return [...block.attributes.map(({ value }) => value), ...block.blocks.flatMap(expressionsWithin)];
}

/** The variables that an expression requires. `coalesce` skips empty ones. */
function variablesOf(value: AlloyExpression): string[] {
  if (value.kind !== 'call') return partsOf(value).flatMap(variablesOf);
  if (READERS.includes(value.name)) return value.parts.flatMap((part) => textOf(part) ?? []);
  const last = value.name === 'coalesce' ? value.parts.slice(-1) : value.parts;
  return last.flatMap(variablesOf);
}

function variable({ container }: AlloyPods, name: string): Readonly<Record<string, unknown>> | undefined {
  return records(container.env).find((one) => one.name === name);
}

const nodeName: ManifestsRule = {
  id: 'ALLOY-NODE-2',
  severity: Severity.ERROR,
  title: 'the node selector of Alloy uses the name of its node',
  why: 'HOSTNAME and constants.hostname are the name of the pod unless the container sets them: no pod is discovered, without an error',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/discovery/discovery.kubernetes/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap(({ reading }) =>
      alloyPods(reading).flatMap((pods): Finding[] =>
        components(reading, 'discovery.kubernetes').flatMap(({ path, block }) =>
          blocksOf(block, 'selectors').flatMap((selectors): Finding[] => {
            const field = attributeOf(selectors, 'field');
            if (!field || !/spec\.nodeName|metadata\.name/.test(field.source)) return [];
            const read = firstRead(field);
            const value = read && podValue(pods, read);
            if (!value) return [];
            return [
              {
                path: `${path} selectors.field`,
                found: `${read} is ${value} in ${pods.workload.title}, not the name of the node`,
                fix: nodeVariable(pods)
                  ? `use sys.env("${nodeVariable(pods) ?? ''}")`
                  : 'set NODE_NAME from the field spec.nodeName, and use sys.env("NODE_NAME")',
              },
            ];
          }),
        ),
      ),
    ),
};

/** First variable or host name that an expression reads. */
function firstRead(value: AlloyExpression): string | undefined {
  for (const part of withinOf(value)) {
    if (part.kind === 'reference' && part.names.join('.') === 'constants.hostname') return 'constants.hostname';
    if (part.kind === 'call' && READERS.includes(part.name)) return textOf(part.parts[0]);
  }
  return undefined;
}

/** Description of a variable's value if it is known and is not the name of the node. */
function podValue(pods: AlloyPods, name: string): string | undefined {
  const set = variable(pods, name);
  if (!set) {
    const isPodName = ['HOSTNAME', 'constants.hostname'].includes(name) && records(pods.container.envFrom).length === 0;
    return isPodName && (pods.workload.pod as { hostNetwork?: unknown }).hostNetwork !== true
      ? 'the name of the pod'
      : undefined;
  }
  const field = text(record(record(set['valueFrom'])['fieldRef'])['fieldPath']);
  return field && field !== 'spec.nodeName' ? `the field ${field}` : undefined;
}

/** Rules about the environment that a configuration reads. */
export const ENVIRONMENT_RULES: readonly ManifestsRule[] = [variables, nodeName];
