import { type Answer, of } from './answer';

const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const rolling = (...pairs: readonly (readonly [unknown, unknown])[]) =>
  pairs.map(([maxSurge, maxUnavailable]) => ({ type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }));

/** Answers about workloads. */
export const WORKLOAD_ANSWERS: readonly Answer[] = [
  of('Deployment', 'spec.replicas', [0, 3, null], ['3', 1.5, -1, true, 'a', {}]),
  of(
    'Deployment',
    'spec.strategy',
    [
      ...rolling([1, 0], [0, 1], ['25%', '0%'], ['150%', '100%'], [null, null], [null, 0], [0, null]),
      ...[{}, { type: 'Recreate' }, { type: 'Recreate', rollingUpdate: null }, { type: '' }],
    ],
    [
      ...rolling([0, 0], ['0%', 0], ['25', 0], ['x', 0], [-1, 1], [1, '150%'], ['-1%', 1], [1.5, 0], ['', 1]),
      ...[
        { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
        { type: 'Recreate', rollingUpdate: {} },
      ],
      ...[{ type: 'OnDelete' }, { type: 'rollingUpdate' }, 'Recreate'],
    ],
  ),
  of(
    'DaemonSet',
    'spec.updateStrategy',
    [
      ...rolling([1, 0], [0, 1], ['10%', '0%'], [null, 2], [null, null], [0, null]),
      ...[{ type: 'OnDelete' }, { type: 'OnDelete', rollingUpdate: { maxUnavailable: 'x' } }],
    ],
    [...rolling([1, 1], [1, null], [0, 0], [null, 0], ['150%', 0], [0, '150%'], ['25', 0]), { type: 'Recreate' }],
  ),
  of(
    'StatefulSet',
    'spec.updateStrategy',
    [
      { type: 'OnDelete' },
      { rollingUpdate: { partition: 1 } },
      // Fields that no cluster reads are dropped.
      { rollingUpdate: { maxUnavailable: 0 } },
    ],
    [
      ...[{ type: 'OnDelete', rollingUpdate: { partition: 1 } }, { rollingUpdate: { partition: -1 } }],
      ...[{ rollingUpdate: { partition: '1' } }, { type: 'Recreate' }],
    ],
  ),
  of('Deployment', 'spec.minReadySeconds', [0, 10], [-1, 600, '10s']),
  of('Deployment', 'spec.progressDeadlineSeconds', [5], [0, -1]),
  of('Deployment', 'spec.revisionHistoryLimit', [0], [-1]),
  of('Deployment', 'spec.paused', [true], ['true']),
  of('Deployment', 'spec.template', [], [null, {}]),
  of('Deployment', 'spec', [], [null, {}]),
  of('Deployment', 'pod.containers', [], [[null]]),
  of('Deployment', 'pod.tolerations', [], [[null]]),
  of(
    'Deployment',
    'spec.template.metadata.labels',
    [{ app: 'a', x: '', y: null }],
    [
      { app: 'a', x: 1 },
      { app: 'a', x: 'a b' },
    ],
  ),
  of('StatefulSet', 'spec.podManagementPolicy', ['Parallel'], ['parallel']),
  of('StatefulSet', 'spec.serviceName', ['a', '1a', ''], ['A', 'a.b']),
  of('StatefulSet', 'spec.ordinals', [{ start: 0 }], [{ start: -1 }]),
  of(
    'StatefulSet',
    'spec.persistentVolumeClaimRetentionPolicy',
    [{ whenDeleted: 'Delete' }],
    [{ whenDeleted: 'delete' }],
  ),
  of(
    'StatefulSet',
    'spec.volumeClaimTemplates',
    [[{ metadata: { name: 'w' }, spec: CLAIM }]],
    [
      [{ metadata: {}, spec: CLAIM }],
      [{ metadata: { name: 'w' }, spec: { accessModes: CLAIM.accessModes } }],
      [{ metadata: { name: 'w' }, spec: { resources: CLAIM.resources } }],
    ],
  ),
  of('StatefulSet', 'metadata.name', ['a', '1a', 'a'.repeat(63)], ['a.b', 'A', 'a'.repeat(64), '']),
  of('Deployment', 'pod.restartPolicy', ['Always', ''], ['Never', 'OnFailure', 'always']),
  of('Deployment', 'pod.activeDeadlineSeconds', [], [5, 0]),
  of('Job', 'pod.restartPolicy', ['Never', 'OnFailure'], [null, '', 'Always', 'never']),
  of('CronJob', 'pod.restartPolicy', ['Never', 'OnFailure'], [null, 'Always']),
  of('Job', 'metadata.name', ['a.b', 'a'.repeat(63)], ['a'.repeat(64)]),
  of('CronJob', 'metadata.name', ['a'.repeat(52)], ['a'.repeat(53)]),
  of('Job', 'spec.selector', [null], [{ matchLabels: { app: 'a' } }]),
  of('Job', 'spec.manualSelector', [false], [true]),
  of('Job', 'spec.completionMode', ['Indexed', 'NonIndexed'], ['indexed']),
  of('Job', 'spec.backoffLimitPerIndex', [], [1]),
  of('Job', 'spec.podReplacementPolicy', ['Failed'], ['failed']),
  ...['parallelism', 'completions', 'backoffLimit', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds'].map((field) =>
    of('Job', `spec.${field}`, [0], [-1, '1']),
  ),
  of('CronJob', 'spec.jobTemplate.spec.selector', [], [{ matchLabels: { app: 'a' } }]),
  of('CronJob', 'spec.concurrencyPolicy', ['Forbid', ''], ['forbid']),
  of('CronJob', 'spec.successfulJobsHistoryLimit', [0], [-1, '3']),
  of(
    'CronJob',
    'spec.schedule',
    [
      '*/5 * * * *',
      ' 0 3 * * * ',
      '@daily',
      '@every 1h30m',
      '0 0 ? * mon-fri',
      '5/10 * 1,15 JAN *',
      '0,30 0-5/2 * * SUN',
    ],
    [
      ...[
        '',
        '0 3 * * * *',
        '60 * * * *',
        '0 24 * * *',
        '0 0 0 * *',
        '0 0 * 13 *',
        '0 0 * * 7',
        '*/0 * * * *',
        'H 3 * * *',
      ],
      ...[
        '5-1 * * * *',
        '0 0 L * *',
        '@reboot',
        '@Daily',
        '@every 5x',
        '@every',
        'TZ=UTC 0 3 * * *',
        'CRON_TZ=UTC 0 3 * * *',
      ],
    ],
  ),
  of(
    'CronJob',
    'spec.timeZone',
    ['Europe/Berlin', 'Etc/UTC', 'US/Eastern'],
    ['Berlin', 'europe/berlin', 'Europe/berlin', 'GMT+1', 'Local', ''],
  ),
];
