import { OBJECT_NAME, PLAIN_TEXT, PROVISIONER } from '../input/forms';
import type { FastClass } from '../loki/workloads/volumes';
import { boolean, fields, list, type PropValidators, required, text } from '../input/props';

/** Properties of a `StorageClassChart`. */
export interface StorageClassChartProps {
  /** Name of the StorageClass. Use a name of your own, since its parameters cannot change later. */
  readonly name: string;

  /** Provisioner of the volumes: see `ebsProvisioner`. */
  readonly provisioner: string;

  /** If true, it is the class of claims that name none. @default false */
  readonly isDefault?: boolean;

  /** Further classes, of faster volumes. @default - none */
  readonly fast?: readonly FastClass[];
}

const name = required(text(OBJECT_NAME), "'loki-gp3'");
const parameter = required(text(PLAIN_TEXT), "'200'");

/** Validators of the properties. */
export const STORAGE_CLASS: PropValidators<StorageClassChartProps> = {
  name,
  provisioner: required(text(PROVISIONER), `'${PROVISIONER.example}'`),
  isDefault: boolean,
  fast: list(
    fields<FastClass>("{ name: 'loki-gp3-200', parameters: { … } }", {
      name,
      parameters: required(
        fields<FastClass['parameters']>('{ … }', { throughput: parameter, iops: parameter }),
        "{ throughput: '200', iops: '3000' }",
      ),
    }),
    "{ name: 'loki-gp3-200', parameters: { … } }",
  ),
};
