import { CERTIFICATE } from '../certificate';
import * as w from './words';

const { either, fields, flag, keyed, listOf, number, odd, one, some } = w;

/** Pods behind a URL. */
export const pods = fields({ '!namespace': w.dnsLabel, port: number(1, 65_535) });

/** Authorities of a certificate. */
export const authority = either<unknown>(
  fields({ '!secret': w.objectName, key: w.secretKey }),
  one({ pem: CERTIFICATE }),
);

/** URLs of programs in and out of the cluster. */
export const url = one(
  ...['http://prometheus.monitoring:9090', 'http://prometheus.monitoring.svc.cluster.local:9090/a/b'],
  ...[
    'https://[2001:db8::1]:1',
    'https://10.1.2.3:65535',
    'https://a.example.com/%7Ba%7D',
    "https://a.example.com/it's",
  ],
);

/** URLs with a path. */
const pathUrl = one(
  ...['http://prometheus.monitoring.svc:9090/api/v1/write', 'https://a.example.com/api?x=1&y=%24%7Bz%7D'],
  ...['https://10.1.2.3/api/v1/push', "https://a.example.com/it's/${HOME}", 'https://a.example.com/$1/{{x}}'],
);

const ARN = 'arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';

/** Receiver of samples. */
export const remoteWrite = either<unknown>(fields({ '!url': pathUrl, pods }), one({ workspaceArn: ARN }));

/** Receiver of samples of the ruler. */
export const rulerWrite = either<unknown>(fields({ '!url': pathUrl }), one({ workspaceArn: ARN }));

const expressions = listOf(
  either<unknown>(
    fields({ '!key': w.labelKey, '!operator': one('In', 'NotIn'), '!values': some('a', 'null', '1e3', '') }),
    fields({ '!key': w.labelKey, '!operator': one('Exists', 'DoesNotExist') }),
    fields({ '!key': w.labelKey, '!operator': one('Gt', 'Lt'), '!values': one(['4']) }),
  ),
  2,
);
const podTerm = fields({
  '!topologyKey': one('kubernetes.io/hostname', 'zone'),
  '!labelSelector': fields({ '!matchLabels': keyed(w.labelKey, w.labelValue, 2) }),
  namespaces: some('a', 'null'),
});
const podAffinity = fields({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podTerm, 2),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(
    fields({ '!weight': number(1, 100), '!podAffinityTerm': podTerm }),
    2,
  ),
});

/** Settings of pods. */
export const workload = fields({
  resources: fields({ cpu: one(0.001, 0.07, 1.5, 3), memoryMiB: one(64, 501, 4097) }),
  priorityClassName: one('system-cluster-critical', 'high.prio', 'null'),
  nodeSelector: keyed(w.labelKey, w.labelValue),
  tolerations: listOf(
    either<unknown>(
      one({ operator: 'Exists' }),
      fields({ '!key': w.labelKey, value: w.labelValue, effect: one('NoSchedule', 'PreferNoSchedule') }),
      fields({
        '!key': w.labelKey,
        '!operator': one('Exists'),
        '!effect': one('NoExecute'),
        tolerationSeconds: number(0, 86_400),
      }),
    ),
  ),
  affinity: fields({
    nodeAffinity: fields({
      requiredDuringSchedulingIgnoredDuringExecution: fields({
        '!nodeSelectorTerms': listOf(fields({ '!matchExpressions': expressions }), 2),
      }),
      preferredDuringSchedulingIgnoredDuringExecution: listOf(
        fields({ '!weight': number(1, 100), '!preference': fields({ '!matchExpressions': expressions }) }),
        2,
      ),
    }),
    podAffinity,
    podAntiAffinity: podAffinity,
  }),
  labels: keyed(w.labelKey, w.labelValue),
  annotations: keyed(w.labelKey, odd),
});

const CERTIFICATE_ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Doors: each kind with what it takes. */
export const door = (host: string): w.Make =>
  either<unknown>(
    fields({
      '!host': one(host, `${w.long(63)}.${host}`),
      by: one('nlb', 'alb'),
      '!access': one('internal', 'public'),
      '!from': some('203.0.113.0/24', '198.51.100.7/32', '8.8.8.0/24'),
      '!certificateArn': one(CERTIFICATE_ARN),
      '!vpcCidrs': some('10.0.0.0/16', '10.1.0.0/16'),
      subnetIds: one(['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719']),
    }),
    fields({
      '!host': one(host),
      '!certificateArn': one(CERTIFICATE_ARN),
      '!vpcCidrs': one(['10.0.0.0/16']),
      '!securityGroupIds': one(['sg-0a1b2c3d4e5f60718'], ['sg-0a1b2c3d4e5f60718', 'sg-0a1b2c3d4e5f60719']),
    }),
    fields({
      '!host': one(host),
      '!certificateArn': one(CERTIFICATE_ARN),
      '!vpcCidrs': one(['10.0.0.0/16']),
      '!access': one('public-to-all'),
    }),
    fields({
      '!host': one(host),
      '!by': one('gateway-api'),
      '!gateway': fields({
        '!name': w.objectName,
        '!namespace': w.dnsLabel,
        listener: one('https', 'null', w.long(63, 'l')),
        '!proxyNamespace': w.dnsLabel,
      }),
    }),
    fields({
      '!host': one(host),
      '!certificateArn': one(CERTIFICATE_ARN),
      '!vpcCidrs': one(['10.0.0.0/16']),
      '!subnetIds': one(['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719']),
      '!privateLink': fields({
        '!principals': some('arn:aws:iam::444455556666:root', 'arn:aws:iam::444455556666:role/a'),
        acceptanceRequired: flag,
        '!vpcId': one('vpc-0a1b2c3d4e5f60718'),
      }),
    }),
  );
