import { NAMESPACE } from '../input/forms';
import { fields, number, required, text, type Validator } from '../input/props';
import { PORT } from '../kubernetes/bounds';
import type { PodsBehind } from './connection';

/** Validator of the pods behind a URL. `namespace` and `port` are examples. */
export const podsBehind = (namespace: string, port: number): Validator =>
  fields<PodsBehind>(`{ namespace: '${namespace}' }`, {
    namespace: required(text({ ...NAMESPACE, example: namespace }), `'${namespace}'`),
    port: number({ ...PORT, example: String(port) }),
  });
