import type { k8s } from 'cdk8s-plus-28';
import type { HostMount } from '../sources/source';
import { Block } from '../language/syntax';
import { bool, call, list, object, text, type Value } from '../language/values';

/**
 * Environment variable with the name of the node that a pod runs on. `HOSTNAME` and `constants.hostname` are the name
 * of the pod.
 */
export const NODE_NAME: k8s.EnvVar = { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } };

/** Name of the node, as a value of the configuration. */
export function nodeName(): Value {
  return call('sys.env', text(NODE_NAME.name));
}

/**
 * All of /var/log, for files and folders that only some nodes have. A mount of a single folder would create it on nodes
 * without it, and an empty /var/log/journal changes how journald stores its logs.
 */
export const VAR_LOG: HostMount = { name: 'var-log', path: '/var/log', type: 'Directory' };

/**
 * Component that reads one log file of the node from its beginning, whether it exists already or is created later. The
 * target has no labels: they would be part of the key of its position, and a changed label would send the whole file
 * again.
 */
export function nodeFile(name: string, path: string, process: Block): Block {
  return new Block('loki.source.file', name)
    .set('targets', list(object({ __path__: text(path) })))
    .set('forward_to', list(process.exported('receiver')))
    .add(new Block('file_match').set('enabled', bool(true)));
}

/** Labels of a log of the node: `job` and `node_name`. */
export function nodeLabels(job: string): Block {
  return new Block('stage.static_labels').set('values', object({ job: text(job), node_name: nodeName() }));
}

/**
 * Stage that drops the label `filename` that `loki.source.file` adds: it has a new value for every container that
 * starts.
 */
export function dropFilename(): Block {
  return new Block('stage.label_drop').set('values', list(text('filename')));
}
