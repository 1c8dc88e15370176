import { objectOfCdk } from '../environment/constructs/validate';
import type { ILogStorage } from './props';

/** Buckets of Loki. */
export const storage = objectOfCdk<ILogStorage>(
  'a storage',
  "new LogStorage(this, 'Storage', { … })",
  'grantReadWrite',
  'objectStore',
);
