import type { Form } from '../values';
import { CLUSTER_FORMS } from './cluster';
import { OBJECT_FORMS } from './objects';
import { WORKLOAD_FORMS } from './workloads';

/** Values of plain fields that the API server takes, by type and field. Items of lists have the form of their field. */
export const FORMS: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  ...WORKLOAD_FORMS,
  ...OBJECT_FORMS,
  ...CLUSTER_FORMS,
};
