import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ObjectStore } from '../endpoint/object-store';
import { ACCESS_KEY_KEYS, type StoreEndpoint } from '../endpoint/store/endpoint';
import { NAMESPACE, OBJECT_NAME } from '../input/forms';
import { type Images, IMAGES } from '../kubernetes/images';
import { images } from '../kubernetes/validate';
import { boolean, fields, number, propProblems, type PropValidators, refuse, required, text } from '../input/props';
import { VOLUME_GIB } from '../kubernetes/bounds';
import { tcp } from '../kubernetes/network';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import {
  goMemoryLimit,
  httpProbe,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  statefulSet,
} from '../kubernetes/workload';
import { LokiNames } from '../loki/components';
import { ACCESS_KEY_ENV } from '../loki/workloads/store-access';

/** Name of its objects. */
export const LOCAL_STORE = 'local-store';

/** Name of the Secret with its access key. */
export const LOCAL_STORE_SECRET = `${LOCAL_STORE}-key`;

/** Port of the S3 API. */
const S3_PORT = 8333;

/** Port of the filer behind the S3 API, on which kubelet asks for a bucket without the access key. No policy opens it to pods. */
const FILER_PORT = 8888;

/** Volume of its data, and the folder it is mounted at. */
const VOLUME = 'data';
const DATA_PATH = '/data';

/** User of the image. */
const WEED_USER = 1000;

/** CPU and memory: it took 117 MiB under 1 MB/s of lines (test/e2e/local.e2e.ts), and more with more volumes. */
const SIZE = { cpu: 0.1, memoryMiB: 512 };

/** Default size of its volume in GiB: some 40 GB of lines, compressed as Loki does it. */
export const LOCAL_STORE_VOLUME = 10;

const SELECTOR = { 'app.kubernetes.io/name': 'seaweedfs', 'app.kubernetes.io/component': LOCAL_STORE };

/** Settings of a `LocalStoreChart`, besides its buckets. */
export interface LocalStoreSettings {
  /** Size of the volume in GiB. @default 10 */
  readonly volume?: number;

  /** StorageClass of the volume. @default - the default of the cluster */
  readonly storageClassName?: string;
}

/** Properties of a `LocalStoreChart`. */
export interface LocalStoreChartProps extends LocalStoreSettings {
  /** Namespace, which is Loki's. */
  readonly namespace: string;

  /** Buckets, which it makes when it starts. */
  readonly buckets: Pick<ObjectStore, 'chunkBucket' | 'rulerBucket'>;

  /** If true, only Loki's pods reach it, and it reaches nothing. @default true */
  readonly networkPolicies?: boolean;

  /** Images to use instead of ours. @default - those of `IMAGES` */
  readonly images?: Images;
}

const SETTINGS: PropValidators<LocalStoreSettings> = {
  volume: number({ ...VOLUME_GIB, example: '20' }),
  storageClassName: text(OBJECT_NAME),
};

/** Validator of the settings. */
export const localStoreSettings = fields<LocalStoreSettings>('{ volume: 20 }', SETTINGS);

const PROPS: PropValidators<LocalStoreChartProps> = {
  ...SETTINGS,
  namespace: required(text(NAMESPACE), "'loki'"),
  buckets: required(
    fields<LocalStoreChartProps['buckets']>("{ chunkBucket: '…', rulerBucket: '…' }", {
      chunkBucket: required(text(OBJECT_NAME), "'loki-chunks'"),
      rulerBucket: required(text(OBJECT_NAME), "'loki-rules'"),
    }),
    "{ chunkBucket: '…', rulerBucket: '…' }",
  ),
  networkPolicies: boolean,
  images,
};

/** Address of the store, for Loki. It is unencrypted: both are on one node. */
export function localStoreEndpoint(namespace: string, clusterDomain: string): StoreEndpoint {
  const host = new LokiNames(namespace, clusterDomain).host(LOCAL_STORE);
  return { url: `http://${host}:${S3_PORT}`, plainHttp: true, accessKey: { secret: LOCAL_STORE_SECRET } };
}

/**
 * S3 server of a local cluster: SeaweedFS, one pod with one volume, in Loki's namespace. It is for trying out: there is one
 * copy of everything.
 *
 * Its access key is in a Secret that `eks-loki credentials` makes; Loki has the same.
 */
export class LocalStoreChart extends Chart {
  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: LocalStoreChartProps) {
    super(scope, id);
    refuse(propProblems('LocalStoreChart', props, PROPS));
    const metadata = { name: LOCAL_STORE, namespace: props.namespace, labels: { ...SELECTOR, ...MANAGED_BY } };
    addObject(this, k8s.KubeServiceAccount.manifest({ metadata, automountServiceAccountToken: false }));
    addObject(
      this,
      statefulSet({
        metadata,
        spec: {
          replicas: 1,
          serviceName: LOCAL_STORE,
          selector: { matchLabels: SELECTOR },
          updateStrategy: { type: 'RollingUpdate' },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
          template: { metadata: { labels: SELECTOR }, spec: podSpec(props) },
          volumeClaimTemplates: [claim(props)],
        },
      }),
    );
    addObject(
      this,
      k8s.KubeService.manifest({
        metadata,
        spec: {
          type: 'ClusterIP',
          clusterIp: 'None',
          selector: SELECTOR,
          ports: [{ name: 's3', port: S3_PORT, targetPort: k8s.IntOrString.fromString('s3') }],
        },
      }),
    );
    if (props.networkPolicies ?? true) {
      addObject(
        this,
        k8s.KubeNetworkPolicy.manifest({
          metadata,
          spec: {
            podSelector: { matchLabels: SELECTOR },
            // Its parts reach each other on loopback, which no policy sees.
            policyTypes: ['Ingress', 'Egress'],
            ingress: [
              {
                from: [{ podSelector: { matchLabels: LokiNames.OBJECT_STORE_LABEL } }],
                ports: tcp(S3_PORT),
              },
            ],
          },
        }),
      );
    }
  }
}

function podSpec({ images: own, buckets }: LocalStoreChartProps): k8s.PodSpec {
  const key = (name: string, of: string): k8s.EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: LOCAL_STORE_SECRET, key: of } },
  });
  return {
    serviceAccountName: LOCAL_STORE,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    securityContext: restrictedPod(WEED_USER),
    containers: [
      {
        name: 'seaweedfs',
        image: own?.seaweedfs ?? IMAGES.seaweedfs,
        // The image's entrypoint starts as root and changes the owner of files.
        command: ['weed'],
        args: [
          '-logtostderr',
          'mini',
          `-dir=${DATA_PATH}`,
          // A restarted pod has another address, but its parts still use the former one.
          '-ip=127.0.0.1',
          '-ip.bind=0.0.0.0',
          `-bucket=${buckets.chunkBucket},${buckets.rulerBucket}`,
          '-s3.autoCreateBucket=false',
          '-s3.iam=false',
          '-s3.port.iceberg=0',
          '-s3.port.lance=0',
          '-admin.ui=false',
          '-webdav=false',
          '-master.telemetry=false',
        ],
        env: [
          key(ACCESS_KEY_ENV.id, ACCESS_KEY_KEYS.id),
          key(ACCESS_KEY_ENV.secret, ACCESS_KEY_KEYS.secret),
          goMemoryLimit(SIZE),
        ],
        ports: [
          { name: 's3', containerPort: S3_PORT },
          { name: 'filer', containerPort: FILER_PORT },
        ],
        resources: resources(SIZE),
        // The API answers before the buckets are made, and this is the last of them: a compactor without its bucket ends.
        startupProbe: httpProbe(`/buckets/${buckets.rulerBucket}/`, 'filer', {
          periodSeconds: 1,
          failureThreshold: 120,
        }),
        readinessProbe: httpProbe('/healthz', 's3', { periodSeconds: 5, timeoutSeconds: 3 }),
        livenessProbe: httpProbe('/healthz', 's3', { periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 6 }),
        securityContext: RESTRICTED_CONTAINER,
        volumeMounts: [
          { name: VOLUME, mountPath: DATA_PATH },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
}

function claim({
  volume = LOCAL_STORE_VOLUME,
  storageClassName,
}: LocalStoreSettings): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name: VOLUME, labels: SELECTOR },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(storageClassName ? { storageClassName } : {}),
      resources: { requests: { storage: k8s.Quantity.fromString(`${volume}Gi`) } },
    },
  };
}
