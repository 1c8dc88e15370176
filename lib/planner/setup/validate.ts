import { CHUNK_ENCODINGS } from '../../../charts/loki/config/encoding';
import { textForm } from '../../../charts/input/forms';
import { anObject, boolean, fields, list, number, oneOf, required, text, texts } from '../../../charts/input/props';
import type { PropValidators, Validator } from '../../../charts/input/props';
import { TRANSITION_CLASSES } from '../../environment/transition';
import type {
  ClusterSetup,
  DoorSetup,
  KafkaSetup,
  LokiSetup,
  MetricsSetup,
  NodesSetup,
  PodsSetup,
  RetentionSetup,
  Setup,
  StoreSetup,
  VolumeSetup,
} from './setup';

const amount = number({ example: '1', least: 0, whole: false });
const word = text(textForm('prod', /^[^\0]{1,500}$/, 'is not a text'));
const must = (validator: Validator): Validator => required(validator, '1');
const object = <T extends object>(validators: PropValidators<T>): Validator => fields<T>('{}', validators);

/** Days of a retention; `null` is for ever. */
const days: Validator = (path, value) => (value === null ? [] : must(amount)(path, value));

const NODES = object<NodesSetup>({ instanceType: must(word), count: must(amount), rootDisk: amount });

const CLUSTER = object<ClusterSetup>({
  kind: must(oneOf(['create', 'existing', 'local'])),
  version: word,
  isAuto: must(boolean),
  nodes: NODES,
  natGateways: must(amount),
  interfaceEndpoints: must(boolean),
  flowLogs: must(boolean),
  controlPlaneLogs: must(boolean),
});

const PODS = object<PodsSetup>({
  title: must(word),
  count: amount,
  most: amount,
  cpu: must(amount),
  memory: must(amount),
});

const VOLUME = object<VolumeSetup>({
  title: must(word),
  count: must(amount),
  gibibytes: must(amount),
  throughput: must(amount),
});

const STORE = object<StoreSetup>({
  encoding: must(oneOf(CHUNK_ENCODINGS)),
  nodeLabel: must(boolean),
  transition: object<Required<StoreSetup>['transition']>({
    to: must(oneOf(TRANSITION_CLASSES)),
    afterDays: must(amount),
  }),
});

const LOKI = object<LokiSetup>({
  pods: must(amount),
  copies: must(amount),
  maxStreams: must(amount),
  retentions: must(list(object<RetentionSetup>({ days, tenants: must(amount) }), '{}')),
  s3: STORE,
});

const SETUP: PropValidators<Setup> = {
  form: must(number({ example: '1', least: 1, most: 1 })),
  region: must(word),
  gigabytesPerDay: must(amount),
  cluster: must(CLUSTER),
  pods: must(list(PODS, '{}')),
  volumes: must(list(VOLUME, '{}')),
  doors: must(object<DoorSetup>({ count: must(amount), public: must(amount) })),
  keys: must(amount),
  secrets: must(amount),
  asksForSecrets: must(boolean),
  loki: LOKI,
  kafka: object<KafkaSetup>({ isMsk: must(boolean), topics: must(amount) }),
  metrics: object<MetricsSetup>({
    kept: must(oneOf(['used', 'all'])),
    seconds: must(number({ example: '60', least: 1 })),
  }),
  elsewhere: must(texts(textForm('edge', /^[^\0]{1,500}$/, 'is not a text'))),
};

/** True for a setup of this form: a record may have been written by another version, or changed by hand. */
export function isSetup(value: unknown): value is Setup {
  return anObject('{}')('setup', value ?? null).length === 0 && fields('{}', SETUP)('setup', value).length === 0;
}
