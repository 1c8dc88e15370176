import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../helpers/cli';
import { NODE_NAME } from './pod';

/** Name of the pod in the examples of the page. */
export const CHECKOUT = 'checkout-6d4cf56db6-x2x9z';

/** Serial number of the first record of the audit log in the examples of the page. */
export const SERIAL = 24_287;

/** Node in the examples of the page. */
const NODE = /ip-10-0-1-17\.ec2\.internal/g;

/** Queries on the page of labels, for the node of the rig. */
export const labelQueries = (): string[] =>
  [...readFileSync(join(ROOT, 'docs/reference/labels.md'), 'utf8').matchAll(/```logql\n([^]*?)```/g)].flatMap(
    ([, block = '']) => block.trim().replace(NODE, NODE_NAME).split('\n'),
  );

type Example = readonly [labels: Record<string, string>, line: string, metadata: Record<string, string>];

/** Lines of sources that do not run in the rig, with the labels and metadata that the page has for them. */
export const examples = (): Example[] => [
  [
    { job: 'node_file/vpc-cni', node_name: NODE_NAME },
    'ipamd started',
    { filename: '/var/log/aws-routed-eni/ipamd.log' },
  ],
  [{ job: 'push' }, 'error of a sender', {}],
  [{ job: 'syslog', host: 'router-1', app: 'bgpd' }, 'peer down', { level: 'error', sd_ex_32473_port: '3' }],
  [{ job: 'aws/firehose', component: 'kube-apiserver-audit' }, '{"verb":"delete"}', {}],
  [{ service_name: 'checkout', k8s_namespace_name: 'shop' }, 'paid', { k8s_pod_name: CHECKOUT }],
];
