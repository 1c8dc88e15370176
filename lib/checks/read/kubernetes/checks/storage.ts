import { show } from '../../../../../charts/input/show';
import { type Block, record, records, texts } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, given } from '../fault';
import { fieldsOf } from '../schema';

/** Fault of a text that is not a size, or of a size of 0. */
const sizeFault = (size: unknown, path: string): ApiFault[] =>
  faultIf(/^(-|0+[a-zA-Z]*$)/.test(String(size)), path, `${show(size)} is not a size`, 'write one such as 10Gi');

/** Fault of a mode that excludes all others. */
const modeFault = (value: Block): ApiFault[] => {
  const modes = texts(value['accessModes']);
  return faultIf(
    modes.includes('ReadWriteOncePod') && modes.length > 1,
    'accessModes',
    'has ReadWriteOncePod and others',
    'write ReadWriteOncePod alone',
  );
};

const claim: Check = (value) => {
  const storage = record(record(value['resources'])['requests'])['storage'];
  return [
    ...faultIf(
      storage === undefined || storage === null,
      'resources.requests.storage',
      'is missing',
      'write a size, such as 10Gi',
    ),
    ...sizeFault(storage, 'resources.requests.storage'),
    ...modeFault(value),
  ];
};

/** Fields of a volume that are not its source. */
const OF_VOLUME =
  /^(accessModes|capacity|claimRef|mountOptions|nodeAffinity|persistentVolumeReclaimPolicy|storageClassName|volumeAttributesClassName|volumeMode)$/;

/** Sources of a volume. */
const SOURCES = Object.keys(fieldsOf('PersistentVolumeSpec')).filter((key) => !OF_VOLUME.test(key));

const volume: Check = (value) => {
  const [capacity, sources] = [record(value['capacity']), given(value, SOURCES)];
  const others = Object.keys(capacity).filter((name) => name !== 'storage');
  return [
    ...faultIf(capacity['storage'] === undefined, 'capacity.storage', 'is missing', 'write a size, such as 10Gi'),
    ...others.map((name) => ({ path: `capacity.${name}`, found: 'is not for volumes', fix: 'leave it out' })),
    ...sizeFault(capacity['storage'], 'capacity.storage'),
    ...modeFault(value),
    ...faultIf(sources.length === 0, '', 'has no source', 'write one such as csi'),
    ...faultIf(sources.length > 1, '', `is a ${sources.join(' and a ')}`, 'write one of them'),
  ];
};

/** Faults of tokens that the kubelet gives to a driver. */
const driver: Check = (value) => {
  const requests = records(value['tokenRequests']);
  return faultsOfTwice(
    requests.map(({ audience }) => audience),
    (index) => `tokenRequests[${index}].audience`,
  );
};

/** Fault of a class without parameters. */
const attributes: Check = (value) =>
  faultIf(Object.keys(record(value['parameters'])).length === 0, 'parameters', 'is missing', 'write one at least');

/** Faults of zones of a class. */
const topology: Check = (value) => {
  const conditions = records(value['matchLabelExpressions']);
  return [
    ...faultsOfTwice(
      conditions.map(({ key }) => key),
      (index) => `matchLabelExpressions[${index}].key`,
    ),
    ...conditions.flatMap(({ values }, index) =>
      faultsOfTwice(texts(values), (place) => `matchLabelExpressions[${index}].values[${place}]`),
    ),
  ];
};

/** Checks of volumes, claims and what makes them. */
export const STORAGE_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  PersistentVolumeClaimSpec: [claim],
  PersistentVolumeSpec: [volume],
  CSIDriverSpec: [driver],
  VolumeAttributesClass: [attributes],
  TopologySelectorTerm: [topology],
};
