import { k8s } from 'cdk8s-plus-28';
import { ACCESS_KEY_KEYS } from '../endpoint/store/endpoint';
import { MANAGED_BY } from '../kubernetes/objects';
import { LOCAL_STORE_SECRET } from './store';

/** Id of the access key. */
const KEY_ID = 'loki';

/**
 * Secret with the access key of the S3 server of a local cluster. It is for `kubectl`, never for a chart. It is immutable:
 * another key would lock out the pods that have read this one.
 */
export const localStoreKey = (namespace: string, secret: string): object =>
  k8s.KubeSecret.manifest({
    metadata: { name: LOCAL_STORE_SECRET, namespace, labels: MANAGED_BY },
    immutable: true,
    type: 'Opaque',
    stringData: { [ACCESS_KEY_KEYS.id]: KEY_ID, [ACCESS_KEY_KEYS.secret]: secret },
  });
