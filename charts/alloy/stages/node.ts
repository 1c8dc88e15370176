import type { k8s } from 'cdk8s-plus-28';
import type { HostMount } from '../sources/source';
import { Block } from '../language/syntax';
import { bool, call, list, object, text, type Value } from '../language/values';

/**
 * Name of the node a pod runs on. Alloy's own `HOSTNAME` and `constants.hostname` are the pod's name, so this is the
 * only way to know it.
 */
export const NODE_NAME: k8s.EnvVar = { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } };

/** The node's name, in the configuration. */
export function nodeName(): Value {
  return call('sys.env', text(NODE_NAME.name));
}

/**
 * All of /var/log. Not the one file or folder a source reads: a mount of what the node does not have would be made
 * there as an empty folder, and /var/log/journal as an empty folder changes how journald stores its logs.
 */
export const VAR_LOG: HostMount = { name: 'var-log', path: '/var/log', type: 'Directory' };

/**
 * Reads one log file of the node, from its beginning, whether it is there already or comes later. The file's path is
 * all that identifies it to Alloy: labels would be part of the key of its position, and a change of one would send the
 * whole file again.
 */
export function nodeFile(name: string, path: string, process: Block): Block {
  return new Block('loki.source.file', name)
    .set('targets', list(object({ __path__: text(path) })))
    .set('forward_to', list(process.exported('receiver')))
    .add(new Block('file_match').set('enabled', bool(true)));
}

/** The two labels of a log of the node: what it is, and which node's. */
export function nodeLabels(job: string): Block {
  return new Block('stage.static_labels').set('values', object({ job: text(job), node_name: nodeName() }));
}

/** Drops the label `filename` that `loki.source.file` adds: a new value for every container that starts. */
export function dropFilename(): Block {
  return new Block('stage.label_drop').set('values', list(text('filename')));
}
