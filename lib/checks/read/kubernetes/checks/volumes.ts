import { show } from '../../../../../charts/input/show';
import { type Block, isText, record, records } from '../../../../manifests/shape';
import { type Check, faultIf, given, has, isAgain, isOpen } from '../fault';
import { fieldsOf } from '../schema';

/** Sources of a volume. */
const SOURCES = Object.keys(fieldsOf('Volume')).filter((key) => key !== 'name');

/** Without a source, a volume is an emptyDir. */
const volume: Check = (value) => {
  const sources = given(value, SOURCES);
  return faultIf(sources.length > 1, '', `is a ${sources.join(' and a ')}`, 'write one of them');
};

const projection: Check = (value) => {
  const sources = Object.keys(value).filter((key) => has(value, key));
  return faultIf(sources.length > 1, '', `is a ${sources.join(' and a ')}`, 'write each as an item of its own');
};

const hostPath: Check = (value) =>
  faultIf(
    isText(value['path']) && value['path'].split('/').includes('..'),
    'path',
    `${show(value['path'])} leads up`,
    'write the path without ..',
  );

/** Paths of the files that a source of a projected volume names. */
const pathsOf = (source: Block): unknown[] => [
  ...['secret', 'configMap', 'downwardAPI'].flatMap((key) =>
    records(record(source[key])['items']).map(({ path }) => path),
  ),
  ...['serviceAccountToken', 'clusterTrustBundle'].map((key) => record(source[key])['path']),
];

const projected: Check = (value) => {
  const paths = records(value['sources']).flatMap(pathsOf);
  return paths
    .filter(isAgain)
    .map((path) => ({ path: 'sources', found: `has the path ${String(path)} twice`, fix: 'rename one of them' }));
};

/** Fields of a pod that a file can have. */
const FIELD_PATH = /^metadata\.(name|namespace|uid|labels(\['[^']+'\])?|annotations(\['[^']+'\])?)$/;

/** Faults of a file with a field of the pod. */
const downward: Check = (value) => {
  const there = given(value, ['fieldRef', 'resourceFieldRef']);
  const path = record(value['fieldRef'])['fieldPath'];
  const isNone = there.length === 0;
  return [
    ...faultIf(
      there.length !== 1,
      '',
      isNone ? 'has no source' : `has ${there.join(' and ')}`,
      isNone ? 'write fieldRef, or resourceFieldRef' : 'write one of them',
    ),
    ...faultIf(
      isText(path) && path !== '' && !isOpen(path) && !FIELD_PATH.test(path),
      'fieldRef.fieldPath',
      `${show(path)} is not a field that a file can have`,
      'write one such as metadata.labels, or use a variable',
    ),
    ...faultIf(
      has(value, 'resourceFieldRef') && !record(value['resourceFieldRef'])['containerName'],
      'resourceFieldRef.containerName',
      'is missing',
      'write the name of the container',
    ),
  ];
};

/** Fault of a claim whose name comes from the pod. */
const claimTemplate: Check = (value) =>
  faultIf(
    has(record(value['metadata']), 'name'),
    'metadata.name',
    'is made of the names of pod and volume',
    'leave it out',
  );

/** Checks of volumes of pods. */
export const VOLUME_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  Volume: [volume],
  HostPathVolumeSource: [hostPath],
  ProjectedVolumeSource: [projected],
  VolumeProjection: [projection],
  DownwardAPIVolumeFile: [downward],
  PersistentVolumeClaimTemplate: [claimTemplate],
};
