import type { Manifest } from '../../manifests/manifest';
import { yamlValue } from '../../manifests/yaml/parse';
import { otherProgram } from '../input/other-programs';
import { textsOf } from './texts';

/** Kinds of objects that configure what is read or sent, with the advice for each. */
const KINDS: Readonly<Record<string, string>> = {
  Template: 'a template of OpenShift: import what oc process prints of it',
  LokiStack: 'the Loki Operator makes a configuration of it: import its ConfigMap, too',
  GrafanaAgent: 'Grafana Agent Operator, which is not read: write its sources and destinations in alloy',
  LogsInstance: 'Grafana Agent Operator, which is not read: write its destinations in alloy.destinations',
  PodLogs: 'chooses pods, and is not read: write them in alloy.pods',
  ClusterLogForwarder: 'sends lines by another program, which is not read: write its outputs in alloy.destinations',
  Flow: 'sends lines by another program, which is not read: write its stages in alloy.processing',
  ClusterFlow: 'sends lines by another program, which is not read: write its stages in alloy.processing',
  ClusterOutput: 'sends lines by another program, which is not read: write it in alloy.destinations',
};

/** Configurations of Fluent Bit in its own language. */
const FLUENT_BIT = /^\s*\[OUTPUT\]\s*$/im;

/** Outcome of an object of another program that reads or sends lines; undefined for any other object. */
export function otherObject(object: Manifest): string | undefined {
  const words = KINDS[object.kind];
  if (words !== undefined && object.apiVersion.includes('.')) return words;
  if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') return undefined;
  for (const text of Object.values(textsOf(object))) {
    if (FLUENT_BIT.test(text))
      return 'a configuration of Fluent Bit, which is not read: write an environment by docs/how-to/coming-from.md#from-fluent-bit';
    const other = otherProgram(yamlValue(text));
    if (other) return `${other.found.replace(/^(has the keys of|is) /, '')}: ${other.fix}`;
  }
  return undefined;
}
